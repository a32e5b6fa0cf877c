/** Long polls whatever is done in whatever order: none of them sleeps while it could receive something. */
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { startTestPlatform, type TestPlatform } from "../../../../tests/harness/platform.ts";
import { preset } from "../../../platform/local.ts";
import { ServiceError } from "../../../platform/service-error.ts";
import { SQS } from "../../../schema/generated/sqs.ts";
import { receivable } from "../contents/availability.ts";
import { STRICT_LIMITS } from "../limits.ts";
import { findQueue } from "../queue/find-queue.ts";
import { sqs } from "../service.ts";
import { DEFAULT_SQS_SETTINGS, sqsSettings } from "../settings.ts";

const ACCOUNT = "000000000000";
const BASE = `http://127.0.0.1:4566/${ACCOUNT}`;
const ARN = `arn:aws:sqs:us-east-1:${ACCOUNT}`;

/** So few messages may be in flight that receives come to the limit. */
const limits = { ...STRICT_LIMITS, inFlightMessages: 4, purgeIntervalMilliseconds: 0 };
const settings = [preset(sqsSettings, { ...DEFAULT_SQS_SETTINGS, limits })];

const at = fc.constantFrom("dead", "q");
const seconds = fc.nat(8);
/** Mostly less than a visibility timeout, and now and then more than everything. */
const milliseconds = fc.oneof({ weight: 9, arbitrary: fc.nat(3_000) }, { weight: 1, arbitrary: fc.nat(100_000) });
const max = fc.integer({ min: 1, max: 4 });
const which = fc.nat(9);
const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant("send" as const), at, group: fc.nat(2), seconds: fc.nat(3) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom("poll" as const, "receive" as const), at, max, seconds }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("delete" as const), which }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("change" as const), which, seconds }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("advance" as const), milliseconds }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("set" as const), at, delay: seconds, retention: fc.nat(60) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom("purge" as const, "move" as const), at }) },
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

describe.each([
  ["a standard queue", false, false],
  ["a fair queue", false, true],
  ["a FIFO queue", true, true],
])("%s", (_kind, fifo, grouped) => {
  it("lets nobody wait for what it would give", { timeout: 120_000 }, async () => {
    const steps = fc.array(step, { minLength: 100, maxLength: 150, size: "max" });
    await fc.assert(
      fc.asyncProperty(steps, async (path) => {
        const polls = await Polls.start(fifo, grouped);
        try {
          for (const each of path) {
            await polls.take(each);
            expect(polls.sleepers(), `after ${JSON.stringify(each)}`).toEqual([]);
          }
        } finally {
          await polls.cloud.stop();
        }
      }),
      { numRuns: 100, seed: 20260115 },
    );
  });
});

/** A queue with its dead-letter queue, and who waits at them. */
class Polls {
  readonly cloud: TestPlatform;
  readonly #ending: string;
  readonly #grouped: boolean;
  readonly #waiting = new Map<number, string>();
  readonly #handles: { readonly QueueUrl: string; readonly ReceiptHandle: string }[] = [];
  #number = 0;

  constructor(cloud: TestPlatform, fifo: boolean, grouped: boolean) {
    this.cloud = cloud;
    this.#ending = fifo ? ".fifo" : "";
    this.#grouped = grouped;
  }

  static async start(fifo: boolean, grouped: boolean): Promise<Polls> {
    const cloud = await startTestPlatform({ services: [sqs], settings });
    const polls = new Polls(cloud, fifo, grouped);
    const type = fifo ? { FifoQueue: "true", ContentBasedDeduplication: "true" } : {};
    const [dead, q] = [polls.#name("dead"), polls.#name("q")];
    await cloud.call(SQS.CreateQueue, { QueueName: dead, Attributes: type });
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: `${ARN}:${dead}`, maxReceiveCount: 2 });
    await cloud.call(SQS.CreateQueue, { QueueName: q, Attributes: { ...type, RedrivePolicy } });
    return polls;
  }

  /** Those who wait at a queue that has something to give. */
  sleepers(): readonly string[] {
    return [...this.#waiting.values()].filter((name) =>
      this.cloud.scope().read((read) => {
        const queue = findQueue(read, { account: ACCOUNT, name });
        return queue !== undefined && receivable(read, queue) === "something";
      }),
    );
  }

  async take(taken: Step): Promise<void> {
    try {
      await this.#act(taken);
    } catch (error) {
      // A full queue, a handle that has expired, a second move task: what is refused changes nothing.
      if (!(error instanceof ServiceError)) throw error;
    }
    await this.cloud.settle();
  }

  async #act(taken: Step): Promise<unknown> {
    const { cloud } = this;
    switch (taken.do) {
      case "send":
        return cloud.call(SQS.SendMessage, { QueueUrl: this.#url(taken.at), ...this.#message(taken) });
      case "poll":
        return void this.#poll(taken);
      case "receive":
        return this.#receive(taken, 0);
      case "delete":
        for (const each of this.#handles.splice(taken.which, 1)) await cloud.call(SQS.DeleteMessage, each);
        return;
      case "change": {
        const held = this.#handles[taken.which];
        if (held === undefined) return;
        return cloud.call(SQS.ChangeMessageVisibility, { ...held, VisibilityTimeout: taken.seconds });
      }
      case "advance":
        return cloud.advance(taken.milliseconds);
      case "set": {
        const Attributes = {
          DelaySeconds: String(taken.delay),
          MessageRetentionPeriod: String(60 + taken.retention),
        };
        return cloud.call(SQS.SetQueueAttributes, { QueueUrl: this.#url(taken.at), Attributes });
      }
      case "purge":
        return cloud.call(SQS.PurgeQueue, { QueueUrl: this.#url(taken.at) });
      case "move":
        return cloud.call(SQS.StartMessageMoveTask, {
          SourceArn: `${ARN}:${this.#name("dead")}`,
          DestinationArn: `${ARN}:${this.#name("q")}`,
          ...(taken.at === "q" ? { MaxNumberOfMessagesPerSecond: 1 } : {}),
        });
    }
  }

  #message({ group, seconds: DelaySeconds }: { readonly group: number; readonly seconds: number }) {
    return {
      MessageBody: `m${this.#number++}`,
      ...(this.#grouped ? { MessageGroupId: `g${group}` } : {}),
      ...(this.#ending === "" && DelaySeconds > 0 ? { DelaySeconds } : {}),
    };
  }

  async #poll(asked: Receiving): Promise<void> {
    const poll = this.#number++;
    this.#waiting.set(poll, this.#name(asked.at));
    try {
      await this.#receive(asked, 20);
    } finally {
      this.#waiting.delete(poll);
    }
  }

  async #receive(
    { at: name, max: MaxNumberOfMessages, seconds: VisibilityTimeout }: Receiving,
    WaitTimeSeconds: number,
  ) {
    const input = { QueueUrl: this.#url(name), MaxNumberOfMessages, VisibilityTimeout, WaitTimeSeconds };
    const { Messages = [] } = await this.cloud.call(SQS.ReceiveMessage, input);
    for (const { ReceiptHandle = "" } of Messages) this.#handles.push({ QueueUrl: input.QueueUrl, ReceiptHandle });
  }

  #name(name: string): string {
    return `${name}${this.#ending}`;
  }

  #url(name: string): string {
    return `${BASE}/${this.#name(name)}`;
  }
}

interface Receiving {
  readonly at: string;
  readonly max: number;
  readonly seconds: number;
}
