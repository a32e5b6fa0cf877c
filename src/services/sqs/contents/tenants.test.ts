/** Properties of a queue with tenants: whatever is done to it, nothing is lost, and what is kept of each tenant is true. */
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { startTestPlatform, type TestPlatform } from "../../../../tests/harness/platform.ts";
import { SQS } from "../../../schema/generated/sqs.ts";
import { queues, tenantMessages, tenants, tenantTurns } from "../keyspaces.ts";
import { sqs } from "../service.ts";

const RETENTION_SECONDS = 120;
const MAX_RECEIVE_COUNT = 2;

/** What a queue should hold. */
interface ModelMessage {
  readonly body: string;
  readonly group: string | undefined;
  readonly sentAt: number;
  visibleAt: number;
  receives: number;
  handle: string | undefined;
}

type Step =
  | { readonly do: "send"; readonly group: number; readonly delay: number }
  | { readonly do: "receive"; readonly max: number; readonly timeout: number }
  | { readonly do: "delete"; readonly which: number }
  | { readonly do: "change"; readonly which: number; readonly timeout: number }
  | { readonly do: "advance"; readonly seconds: number }
  | { readonly do: "purge" }
  | { readonly do: "restart" };

const seconds = fc.constantFrom(0, 1, 5, 30);
const steps = fc.array(
  fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({
        do: fc.constant("send" as const),
        group: fc.nat(2),
        delay: fc.constantFrom(0, 0, 0, 2, 40),
      }),
    },
    {
      weight: 6,
      arbitrary: fc.record({ do: fc.constant("receive" as const), max: fc.constantFrom(1, 3, 10), timeout: seconds }),
    },
    { weight: 4, arbitrary: fc.record({ do: fc.constant("delete" as const), which: fc.nat(8) }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant("change" as const), which: fc.nat(8), timeout: seconds }) },
    {
      weight: 4,
      arbitrary: fc.record({ do: fc.constant("advance" as const), seconds: fc.constantFrom(1, 2, 5, 29, 50) }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("purge" as const) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("restart" as const) }) },
  ),
  { minLength: 1, maxLength: 60, size: "max" },
);

/** A queue and its model, moved in step. */
class Pair {
  readonly cloud: TestPlatform;
  readonly url: string;
  messages: ModelMessage[] = [];
  sent = 0;

  constructor(cloud: TestPlatform, url: string) {
    this.cloud = cloud;
    this.url = url;
  }

  get now(): number {
    return this.cloud.now();
  }

  /** What is kept; the rest has expired. */
  expire(): void {
    this.messages = this.messages.filter((each) => this.now - each.sentAt <= RETENTION_SECONDS * 1000);
  }

  isVisible(message: ModelMessage): boolean {
    return message.visibleAt <= this.now;
  }

  /** What a receive may return now. */
  available(): ModelMessage[] {
    return this.messages.filter((each) => this.isVisible(each));
  }

  async take(step: Step): Promise<void> {
    this.expire();
    switch (step.do) {
      case "send":
        return this.send(step.group, step.delay);
      case "receive":
        return this.receive(step.max, step.timeout);
      case "delete":
        return this.delete(step.which);
      case "change":
        return this.change(step.which, step.timeout);
      case "advance":
        return this.cloud.advance(step.seconds * 1000);
      case "purge":
        await this.cloud.advance(60_000);
        await this.cloud.call(SQS.PurgeQueue, { QueueUrl: this.url });
        this.messages = [];
        return;
      case "restart":
        return this.cloud.restart();
    }
  }

  async send(group: number, delay: number): Promise<void> {
    const body = `message ${this.sent++}`;
    // A queue with tenants has messages without a group too.
    const groupId = group === 2 ? undefined : `g${group}`;
    const members = { DelaySeconds: delay, ...(groupId === undefined ? {} : { MessageGroupId: groupId }) };
    await this.cloud.call(SQS.SendMessage, { QueueUrl: this.url, MessageBody: body, ...members });
    const visibleAt = this.now + delay * 1000;
    this.messages.push({ body, group: groupId, sentAt: this.now, visibleAt, receives: 0, handle: undefined });
  }

  async receive(max: number, timeout: number): Promise<void> {
    const { Messages: received = [] } = await this.cloud.call(SQS.ReceiveMessage, {
      QueueUrl: this.url,
      MaxNumberOfMessages: max,
      VisibilityTimeout: timeout,
      MessageSystemAttributeNames: ["All"],
    });
    await this.buryWorn(received.length < max);
    const available = this.available();
    expect(received.length).toBe(Math.min(max, available.length));
    for (const each of received) {
      const message = available.find((other) => other.body === each.Body);
      expect(message, `${each.Body} is available`).toBeDefined();
      if (message === undefined) continue;
      if (message.group !== undefined) {
        const before = available.filter((other) => other.group === message.group);
        const later = received.slice(received.indexOf(each) + 1).map((other) => other.Body);
        for (const other of before.slice(0, before.indexOf(message))) expect(later).not.toContain(other.body);
        for (const other of before.slice(0, before.indexOf(message))) {
          expect(received.map((another) => another.Body)).toContain(other.body);
        }
      }
      message.receives++;
      expect(each.Attributes?.ApproximateReceiveCount).toBe(String(message.receives));
      message.handle = each.ReceiptHandle;
    }
    for (const message of available) {
      if (received.some((each) => each.Body === message.body)) message.visibleAt = this.now + timeout * 1000;
    }
  }

  /** Messages that a receive found worn out are in the dead-letter queue; all of them, when the receive looked at all. */
  async buryWorn(lookedAtAll: boolean): Promise<void> {
    const QueueUrl = this.url.replace("queue", "dead");
    const { Messages: dead = [] } = await this.cloud.call(SQS.ReceiveMessage, { QueueUrl, MaxNumberOfMessages: 10 });
    for (const { ReceiptHandle = "" } of dead) await this.cloud.call(SQS.DeleteMessage, { QueueUrl, ReceiptHandle });
    const buried = new Set(dead.map((each) => each.Body));
    for (const message of this.messages) {
      if (buried.has(message.body)) expect(message.receives).toBe(MAX_RECEIVE_COUNT);
    }
    this.messages = this.messages.filter((each) => !buried.has(each.body));
    if (dead.length === 10) return this.buryWorn(lookedAtAll);
    if (lookedAtAll) expect(this.available().filter((each) => each.receives >= MAX_RECEIVE_COUNT)).toEqual([]);
  }

  async delete(which: number): Promise<void> {
    const received = this.messages.filter((each) => each.handle !== undefined);
    const message = received[which % Math.max(1, received.length)];
    if (message?.handle === undefined) return;
    const deletion = this.cloud.call(SQS.DeleteMessage, { QueueUrl: this.url, ReceiptHandle: message.handle });
    await deletion;
    this.messages = this.messages.filter((each) => each !== message);
  }

  async change(which: number, timeout: number): Promise<void> {
    const received = this.messages.filter((each) => each.handle !== undefined);
    const message = received[which % Math.max(1, received.length)];
    if (message?.handle === undefined) return;
    const change = this.cloud.call(SQS.ChangeMessageVisibility, {
      QueueUrl: this.url,
      ReceiptHandle: message.handle,
      VisibilityTimeout: timeout,
    });
    await change;
    message.visibleAt = this.now + timeout * 1000;
  }

  /** The counters are exact at every moment. */
  async compareDepth(): Promise<void> {
    this.expire();
    const { Attributes: attributes } = await this.cloud.call(SQS.GetQueueAttributes, {
      QueueUrl: this.url,
      AttributeNames: ["All"],
    });
    const hidden = this.messages.filter((each) => !this.isVisible(each));
    expect({
      visible: attributes?.ApproximateNumberOfMessages,
      inFlight: attributes?.ApproximateNumberOfMessagesNotVisible,
      delayed: attributes?.ApproximateNumberOfMessagesDelayed,
    }).toEqual({
      visible: String(this.messages.length - hidden.length),
      inFlight: String(hidden.filter((each) => each.receives > 0).length),
      delayed: String(hidden.filter((each) => each.receives === 0).length),
    });
    this.compareTenants();
  }

  /** What is kept of each tenant is what follows from its messages, at every moment too. */
  compareTenants(): void {
    const expected = new Map<string, { visible: number; inFlight: number; delayed: number; turns: number }>();
    for (const message of this.messages) {
      if (message.group === undefined) continue;
      const counts = expected.get(message.group) ?? { visible: 0, inFlight: 0, delayed: 0, turns: 0 };
      expected.set(message.group, counts);
      if (!this.isVisible(message)) counts[message.receives > 0 ? "inFlight" : "delayed"]++;
      else counts.visible++;
      counts.turns = counts.visible > 0 ? 1 : 0;
    }
    this.cloud.store.read((tx) => {
      const contents = queues.get(tx, ["000000000000", "us-east-1", "queue"])?.contents ?? 0;
      const turns = [...tenantTurns.range(tx, [contents])].map((each) => each.value);
      const found = [...tenants.range(tx, [contents])].map(({ key: [, group], value }) => {
        const { visible, inFlight, delayed } = value;
        expect([...tenantMessages.keys(tx, [contents, group])]).toHaveLength(visible);
        return [group, { visible, inFlight, delayed, turns: turns.filter((each) => each === group).length }] as const;
      });
      expect(new Map(found)).toEqual(expected);
    });
  }
}

async function startPair(): Promise<Pair> {
  const cloud = await startTestPlatform({ services: [sqs] });
  await cloud.call(SQS.CreateQueue, { QueueName: "dead" });
  const { QueueUrl: url = "" } = await cloud.call(SQS.CreateQueue, {
    QueueName: "queue",
    Attributes: {
      MessageRetentionPeriod: String(RETENTION_SECONDS),
      RedrivePolicy: JSON.stringify({
        deadLetterTargetArn: "arn:aws:sqs:us-east-1:000000000000:dead",
        maxReceiveCount: MAX_RECEIVE_COUNT,
      }),
    },
  });
  return new Pair(cloud, url);
}

it("loses nothing and knows of each tenant what follows from its messages", { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (path) => {
      const pair = await startPair();
      try {
        for (const step of path) {
          await pair.take(step);
          await pair.compareDepth();
        }
        // When everything has become visible again, everything is there.
        await pair.cloud.advance(30_000);
        await pair.compareDepth();
      } finally {
        await pair.cloud.stop();
      }
    }),
    { numRuns: 120, seed: 20260115 },
  );
});
