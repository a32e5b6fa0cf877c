/** Disorder and duplicates of standard queues: what a consumer of a cloud that shows them sees, and that no other does. */
import { afterEach, describe, expect, it } from "vitest";
import { startTestPlatform, type TestPlatform } from "../../../../tests/harness/platform.ts";
import { preset } from "../../../platform/local.ts";
import { type Message, SQS } from "../../../schema/generated/sqs.ts";
import { tenantMessages, tenants, tenantTurns } from "../keyspaces.ts";
import { sqs } from "../service.ts";
import { DEFAULT_SQS_SETTINGS, sqsSettings, type SqsSettings } from "../settings.ts";

const BASE = "http://127.0.0.1:4566/000000000000";
const QueueUrl = `${BASE}/q`;

const clouds: TestPlatform[] = [];
afterEach(async () => {
  for (const cloud of clouds.splice(0)) await cloud.stop();
});

async function start(chosen: Partial<SqsSettings>, { seed = 1, attributes = {} } = {}): Promise<TestPlatform> {
  const settings = [preset(sqsSettings, { ...DEFAULT_SQS_SETTINGS, ...chosen })];
  const cloud = await startTestPlatform({ services: [sqs], seed, settings });
  clouds.push(cloud);
  await cloud.call(SQS.CreateQueue, { QueueName: "q", Attributes: attributes });
  return cloud;
}

async function send(cloud: TestPlatform, ...bodies: readonly string[]): Promise<void> {
  for (const MessageBody of bodies) await cloud.call(SQS.SendMessage, { QueueUrl, MessageBody });
}

async function receive(cloud: TestPlatform, members: object = {}): Promise<readonly Message[]> {
  const input = { QueueUrl, MessageSystemAttributeNames: ["All" as const], ...members };
  return (await cloud.call(SQS.ReceiveMessage, input)).Messages ?? [];
}

const remove = (cloud: TestPlatform, { ReceiptHandle = "" }: Message) =>
  cloud.call(SQS.DeleteMessage, { QueueUrl, ReceiptHandle });
const bodies = (messages: readonly Message[]) => messages.map((each) => each.Body ?? "");
const countOf = (message: Message | undefined) => message?.Attributes?.ApproximateReceiveCount;

async function depth(cloud: TestPlatform): Promise<readonly (string | undefined)[]> {
  const { Attributes } = await cloud.call(SQS.GetQueueAttributes, { QueueUrl, AttributeNames: ["All"] });
  return [Attributes?.ApproximateNumberOfMessages, Attributes?.ApproximateNumberOfMessagesNotVisible];
}

/** Receives until nothing comes, deleting each at once. */
async function drain(cloud: TestPlatform, members: object = {}): Promise<readonly string[]> {
  const seen: string[] = [];
  for (;;) {
    const messages = await receive(cloud, members);
    if (messages.length === 0) return seen;
    seen.push(...bodies(messages));
    for (const message of messages) await remove(cloud, message);
  }
}

const numbers = (count: number) => Array.from({ length: count }, (_, index) => String(index));

describe("disorder", () => {
  it.each([1, 3, 10])("loses nothing and gives nothing twice, %d at a time", async (MaxNumberOfMessages) => {
    const cloud = await start({ disorder: 0.3 });
    await send(cloud, ...numbers(60));
    const seen = await drain(cloud, { MaxNumberOfMessages });
    expect(seen).not.toEqual(numbers(60));
    expect(seen.toSorted((left, right) => Number(left) - Number(right))).toEqual(numbers(60));
    expect(await depth(cloud)).toEqual(["0", "0"]);
  });

  it("is the same for the same seed, and another for another", async () => {
    const drained = async (seed: number) => {
      const cloud = await start({ disorder: 0.3 }, { seed });
      await send(cloud, ...numbers(30));
      return drain(cloud);
    };
    expect(await drained(7)).toEqual(await drained(7));
    expect(await drained(7)).not.toEqual(await drained(8));
  });

  it("gives what it passed over rather than nothing, and counts every receive", async () => {
    const cloud = await start({ disorder: 1 });
    await send(cloud, "a", "b", "c");
    expect(await depth(cloud)).toEqual(["3", "0"]);
    const first = await receive(cloud);
    expect(bodies(first)).toEqual(["c"]);
    expect(countOf(first[0])).toBe("1");
    expect(await depth(cloud)).toEqual(["2", "1"]);
    expect(bodies(await receive(cloud, { MaxNumberOfMessages: 10 }))).toEqual(["b", "a"]);
    expect(await receive(cloud)).toEqual([]);
    await cloud.restart();
    await cloud.advance(30_000);
    const again = await receive(cloud, { MaxNumberOfMessages: 10 });
    expect(again.map(countOf)).toEqual(["2", "2", "2"]);
    expect(bodies(again).toSorted()).toEqual(["a", "b", "c"]);
  });

  it("does not give a message twice to a receive that hides none", async () => {
    const cloud = await start({ disorder: 0.5 });
    await send(cloud, ...numbers(8));
    const seen = bodies(await receive(cloud, { MaxNumberOfMessages: 10, VisibilityTimeout: 0 }));
    expect(seen.toSorted()).toEqual(numbers(8));
  });

  it("lets what was passed over expire as everything else", async () => {
    const cloud = await start({ disorder: 1 }, { attributes: { MessageRetentionPeriod: "60" } });
    await send(cloud, "a", "b");
    expect(await receive(cloud)).toHaveLength(1);
    await cloud.advance(61_000);
    expect(await receive(cloud)).toEqual([]);
    expect(await depth(cloud)).toEqual(["0", "0"]);
  });
});

describe("duplicates", () => {
  it("come once more while the message is in flight, under a handle of their own", async () => {
    const cloud = await start({ duplicates: 1 });
    await send(cloud, "a");
    const [first] = await receive(cloud);
    const [second] = await receive(cloud);
    expect(second).toMatchObject({ MessageId: first?.MessageId, Body: "a" });
    expect(second?.ReceiptHandle).not.toBe(first?.ReceiptHandle);
    expect([countOf(first), countOf(second)]).toEqual(["1", "2"]);
    expect(await receive(cloud)).toEqual([]);
    expect(await depth(cloud)).toEqual(["0", "1"]);
    expect(cloud.lineage()).toContainEqual(
      expect.objectContaining({ kind: "sqs.duplicate", subject: first?.MessageId, outcome: "ok" }),
    );
  });

  it("wake a receive that waits", async () => {
    const cloud = await start({ duplicates: 1 });
    const waiting = [receive(cloud, { WaitTimeSeconds: 20 }), receive(cloud, { WaitTimeSeconds: 20 })];
    await cloud.settle();
    await send(cloud, "a");
    expect((await Promise.all(waiting)).map(bodies)).toEqual([["a"], ["a"]]);
  });

  it("come as often as is probable, and lose nothing", async () => {
    const cloud = await start({ duplicates: 0.2 });
    await send(cloud, ...numbers(100));
    const seen: string[] = [];
    for (let messages = await receive(cloud); messages.length > 0; messages = await receive(cloud)) {
      seen.push(...bodies(messages));
    }
    expect(new Set(seen).size).toBe(100);
    expect(seen.length - 100).toBeGreaterThan(5);
    expect(seen.length - 100).toBeLessThan(40);
    expect(await depth(cloud)).toEqual(["0", "100"]);
  });

  it.each<[string, (cloud: TestPlatform, first: Message) => Promise<unknown>]>([
    ["deleted", remove],
    ["purged", (cloud) => cloud.call(SQS.PurgeQueue, { QueueUrl })],
    ["forgotten by a restart", (cloud) => cloud.restart()],
  ])("do not come of a message that was %s", async (_, act) => {
    const cloud = await start({ duplicates: 1 });
    await send(cloud, "a");
    const [first = {}] = await receive(cloud);
    await act(cloud, first);
    expect(await receive(cloud)).toEqual([]);
  });

  it("do not come of a message that became visible again and was received anew, but of that receive", async () => {
    const cloud = await start({ duplicates: 1 });
    await send(cloud, "a");
    await receive(cloud);
    await cloud.advance(30_000);
    expect((await receive(cloud)).map(countOf)).toEqual(["2"]);
    expect((await receive(cloud)).map(countOf)).toEqual(["3"]);
    expect(await receive(cloud)).toEqual([]);
  });

  it.each(["tenant", undefined])("come once to a receive that hides nothing, of tenant %s", async (tenant) => {
    const cloud = await start({ duplicates: 1 });
    for (const MessageBody of ["a", "b"]) {
      await cloud.call(SQS.SendMessage, { QueueUrl, MessageBody, ...(tenant && { MessageGroupId: tenant }) });
    }
    expect(bodies(await receive(cloud))).toEqual(["a"]);
    const members = { MaxNumberOfMessages: 10, VisibilityTimeout: 0 };
    expect(bodies(await receive(cloud, members))).toEqual(["b", "a"]);
    expect(await depth(cloud)).toEqual(["2", "0"]);
  });

  it("are not delivered more often than the redrive policy allows", async () => {
    const cloud = await start({ duplicates: 1 });
    await cloud.call(SQS.CreateQueue, { QueueName: "dead" });
    const deadLetterTargetArn = "arn:aws:sqs:us-east-1:000000000000:dead";
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 1 });
    await cloud.call(SQS.SetQueueAttributes, { QueueUrl, Attributes: { RedrivePolicy } });
    await send(cloud, "a");
    expect(await receive(cloud)).toHaveLength(1);
    expect(await receive(cloud)).toEqual([]);
    await cloud.advance(30_000);
    expect(await receive(cloud)).toEqual([]);
    const dead = await receive(cloud, { QueueUrl: `${BASE}/dead` });
    expect(bodies(dead)).toEqual(["a"]);
  });
});

describe("a fair queue", () => {
  /** Sends one message after the other to tenants in turn, and every third without one. */
  async function sendMixed(cloud: TestPlatform, count: number): Promise<void> {
    for (const MessageBody of numbers(count)) {
      const tenant = ["a", "b", undefined][Number(MessageBody) % 3];
      await cloud.call(SQS.SendMessage, { QueueUrl, MessageBody, ...(tenant && { MessageGroupId: tenant }) });
    }
  }

  /** Rows that are kept of tenants. */
  const tenantRows = (cloud: TestPlatform) =>
    cloud.scope().read((at) => [tenants, tenantTurns, tenantMessages].flatMap((each) => [...each.range(at.tx, [])]));
  const sorted = (seen: readonly string[]) => seen.toSorted((left, right) => Number(left) - Number(right));

  it.each([1, 3, 10])(
    "out of order loses nothing and gives nothing twice, %d at a time",
    async (MaxNumberOfMessages) => {
      const cloud = await start({ disorder: 0.3 });
      await sendMixed(cloud, 60);
      const seen = await drain(cloud, { MaxNumberOfMessages });
      expect(seen).not.toEqual(numbers(60));
      expect(sorted(seen)).toEqual(numbers(60));
      expect(await depth(cloud)).toEqual(["0", "0"]);
      expect(tenantRows(cloud)).toEqual([]);
    },
  );

  it.each([0.5, 1])("out of order gives nothing twice to a receive that hides none, at %d", async (disorder) => {
    const cloud = await start({ disorder });
    await sendMixed(cloud, 8);
    for (let times = 0; times < 3; times++) {
      const seen = bodies(await receive(cloud, { MaxNumberOfMessages: 10, VisibilityTimeout: 0 }));
      expect(sorted(seen)).toEqual(numbers(8));
    }
    expect(sorted(await drain(cloud))).toEqual(numbers(8));
    expect(tenantRows(cloud)).toEqual([]);
  });

  it("out of order keeps what was passed over across a restart, and lets it expire", async () => {
    const cloud = await start({ disorder: 1 }, { attributes: { MessageRetentionPeriod: "60" } });
    await sendMixed(cloud, 6);
    expect(bodies(await receive(cloud))).toEqual(["5"]);
    expect(await depth(cloud)).toEqual(["5", "1"]);
    await cloud.restart();
    expect(bodies(await receive(cloud))).toEqual(["4"]);
    await cloud.advance(61_000);
    expect(await receive(cloud)).toEqual([]);
    expect(await depth(cloud)).toEqual(["0", "0"]);
    expect(tenantRows(cloud)).toEqual([]);
  });

  it("out of order prefers quiet tenants all the same, and keeps a noisy one's order", async () => {
    const cloud = await start({ disorder: 1 });
    const noisy = (MessageBody: string) =>
      cloud.call(SQS.SendMessage, { QueueUrl, MessageBody, MessageGroupId: "noisy" });
    for (const body of numbers(40)) await noisy(body);
    for (let taken = 0; taken < 40; taken += 10) {
      expect(await receive(cloud, { MaxNumberOfMessages: 10 })).toHaveLength(10);
    }
    await noisy("n0");
    await noisy("n1");
    await cloud.call(SQS.SendMessage, { QueueUrl, MessageBody: "q0", MessageGroupId: "quiet" });
    await send(cloud, "own");
    await cloud.call(SQS.SendMessage, { QueueUrl, MessageBody: "q1", MessageGroupId: "quiet" });
    expect(bodies(await receive(cloud, { MaxNumberOfMessages: 2 }))).toEqual(["q1", "own"]);
    expect(bodies(await receive(cloud, { MaxNumberOfMessages: 10 }))).toEqual(["q0", "n0", "n1"]);
  });

  it("gives each message again while it is in flight, and counts its tenants as before", async () => {
    const cloud = await start({ duplicates: 1 });
    await sendMixed(cloud, 6);
    const first = await receive(cloud, { MaxNumberOfMessages: 10 });
    const again = await receive(cloud, { MaxNumberOfMessages: 10 });
    expect(bodies(again)).toEqual(bodies(first));
    expect(again.map(countOf)).toEqual(numbers(6).map(() => "2"));
    expect(await receive(cloud, { MaxNumberOfMessages: 10 })).toEqual([]);
    expect(await depth(cloud)).toEqual(["0", "6"]);
    for (const message of again) await remove(cloud, message);
    expect(await depth(cloud)).toEqual(["0", "0"]);
    expect(tenantRows(cloud)).toEqual([]);
  });
});

it("a FIFO queue keeps its order and gives nothing twice, whatever was chosen", async () => {
  const cloud = await start({ disorder: 1, duplicates: 1 });
  const url = `${BASE}/q.fifo`;
  const Attributes = { FifoQueue: "true", ContentBasedDeduplication: "true" };
  await cloud.call(SQS.CreateQueue, { QueueName: "q.fifo", Attributes });
  for (const MessageBody of numbers(20)) {
    await cloud.call(SQS.SendMessage, { QueueUrl: url, MessageBody, MessageGroupId: "g" });
  }
  const members = { QueueUrl: url, MaxNumberOfMessages: 10 };
  expect(bodies(await receive(cloud, members))).toEqual(numbers(10));
  expect(await receive(cloud, members)).toEqual([]);
});

it("without a choice, standard queues keep the order of sending and give nothing twice", async () => {
  const cloud = await start({});
  await send(cloud, ...numbers(50));
  const seen: string[] = [];
  for (let messages = await receive(cloud); messages.length > 0; messages = await receive(cloud)) {
    seen.push(...bodies(messages));
  }
  expect(seen).toEqual(numbers(50));
});
