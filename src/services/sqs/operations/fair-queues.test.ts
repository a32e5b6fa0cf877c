/** Fair queues: whose messages a standard queue gives first when one tenant takes more than its share. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTestPlatform, type TestPlatform } from "../../../../tests/harness/platform.ts";
import { type Message, type ReceiveMessageRequest, SQS } from "../../../schema/generated/sqs.ts";
import { tenantMessages, tenants, tenantTurns } from "../keyspaces.ts";
import { sqs } from "../service.ts";

const BASE = "http://127.0.0.1:4566/000000000000";
const QueueUrl = `${BASE}/q`;
const ARN = "arn:aws:sqs:us-east-1:000000000000";

let cloud: TestPlatform;
beforeEach(async () => {
  cloud = await startTestPlatform({ services: [sqs] });
  await cloud.call(SQS.CreateQueue, { QueueName: "q", Attributes: { VisibilityTimeout: "3600" } });
});
afterEach(() => cloud.stop());

const send = (MessageGroupId: string | undefined, MessageBody: string, members: object = {}) =>
  cloud.call(SQS.SendMessage, { QueueUrl, MessageBody, ...(MessageGroupId && { MessageGroupId }), ...members });

/** Sends `a0`, `a1` and so on. */
async function sendMany(group: string, count: number): Promise<void> {
  const entries = Array.from({ length: count }, (_, index) => ({
    Id: `${index}`,
    MessageBody: `${group}${index}`,
    MessageGroupId: group,
  }));
  for (let first = 0; first < count; first += 10) {
    await cloud.call(SQS.SendMessageBatch, { QueueUrl, Entries: entries.slice(first, first + 10) });
  }
}

async function receive(max = 10, members: Partial<ReceiveMessageRequest> = {}): Promise<readonly Message[]> {
  const input = { QueueUrl, MaxNumberOfMessages: max, ...members };
  return (await cloud.call(SQS.ReceiveMessage, input)).Messages ?? [];
}

/** Receives `count` messages, a multiple of ten, and leaves them in flight. */
async function hold(count: number): Promise<Message[]> {
  const held: Message[] = [];
  for (let taken = 0; taken < count; taken += 10) held.push(...(await receive()));
  expect(held).toHaveLength(count);
  return held;
}

const bodies = (messages: readonly Message[]) => messages.map((each) => each.Body);

async function remove(messages: readonly Message[]): Promise<void> {
  for (const { ReceiptHandle = "" } of messages) await cloud.call(SQS.DeleteMessage, { QueueUrl, ReceiptHandle });
}

/** The newest sample of a metric of the queue; undefined when there is none. */
async function sample(name: string, QueueName = "q"): Promise<number | undefined> {
  const past = cloud.metrics().length;
  await cloud.advance(60_000);
  const found = cloud.metrics().slice(past);
  const batch = found.find((each) => each.name === name && each.dimensions.QueueName === QueueName);
  return batch === undefined ? undefined : [...batch.values][0]?.[0];
}

describe("a noisy tenant", () => {
  it("with 10,000 waiting messages does not delay a quiet one's, which come in the order of sending", async () => {
    await sendMany("a", 10_000);
    expect(bodies(await hold(40))).toEqual(Array.from({ length: 40 }, (_, index) => `a${index}`));
    await send("b", "b0");
    await send(undefined, "own");
    await send("c", "c0");
    await send("b", "b1");
    expect(bodies(await receive(2))).toEqual(["b0", "own"]);
    expect(bodies(await receive(3))).toEqual(["c0", "b1", "a40"]);
  });

  it("gets its messages delivered, in order and all of them, when nothing quiet is visible", async () => {
    await sendMany("a", 100);
    await hold(40);
    await send("b", "b0", { DelaySeconds: 60 });
    expect(bodies(await hold(60))).toEqual(Array.from({ length: 60 }, (_, index) => `a${index + 40}`));
    await cloud.advance(60_000);
    expect(bodies(await receive())).toEqual(["b0"]);
  });

  it("needs 30 messages in flight, and more than a tenth of all", async () => {
    await sendMany("a", 50);
    await hold(20);
    await send("b", "b0");
    expect(bodies(await receive(9))).toEqual(["a20", "a21", "a22", "a23", "a24", "a25", "a26", "a27", "a28"]);
    expect(bodies(await receive(3))).toEqual(["a29", "b0", "a30"]);
  });

  it("is found out when it is others whose share has become smaller", async () => {
    for (let index = 0; index < 300; index++) await send(undefined, `own${index}`);
    const own = await hold(300);
    await sendMany("a", 40);
    await hold(30);
    await send("b", "b0");
    expect(bodies(await receive(1))).toEqual(["a30"]);
    await remove(own);
    expect(bodies(await receive(2))).toEqual(["b0", "a31"]);
  });

  it("of several goes first that has the fewest in flight", async () => {
    await sendMany("a", 60);
    await hold(50);
    await sendMany("b", 60);
    await hold(40);
    await sendMany("c", 5);
    expect(bodies(await receive())).toEqual(["c0", "c1", "c2", "c3", "c4", "b40", "b41", "b42", "b43", "b44"]);
    // Now 50 and 45 are in flight; from 50 on it is in turns, by whose message was sent first.
    expect(bodies(await receive(8))).toEqual(["b45", "b46", "b47", "b48", "b49", "a50", "b50", "a51"]);
  });

  it("is quiet again when its backlog is drained", async () => {
    await sendMany("a", 45);
    const first = await hold(40);
    await send("b", "b0");
    expect(bodies(await receive())).toEqual(["b0", "a40", "a41", "a42", "a43", "a44"]);
    await remove(first);
    await send("a", "again");
    await send("b", "b1");
    expect(bodies(await receive())).toEqual(["again", "b1"]);
  });

  it("stays noisy with a backlog until five minutes have passed with nothing of it in flight", async () => {
    await sendMany("a", 45);
    await remove(await hold(40));
    await cloud.advance(299_000);
    await send("b", "b0");
    expect(bodies(await receive(1))).toEqual(["b0"]);
    await send("b", "b1");
    await cloud.advance(1_000);
    expect(await sample("ApproximateNumberOfNoisyGroups")).toBe(0);
    expect(bodies(await receive(2))).toEqual(["a40", "a41"]);
  });

  it("is one whose few messages take consumers long", async () => {
    await sendMany("slow", 8);
    const slow = await receive(2);
    await cloud.advance(20_000);
    await remove(slow);
    await send("quick", "quick0");
    expect(bodies(await receive(2))).toEqual(["quick0", "slow2"]);
  });

  it("is one whose messages consumers let time out", async () => {
    await sendMany("stuck", 8);
    await receive(2, { VisibilityTimeout: 20 });
    await cloud.advance(20_000);
    await send("quick", "quick0");
    expect(bodies(await receive(2))).toEqual(["quick0", "stuck0"]);
  });

  it("is none by a short time of processing, which tells nothing", async () => {
    await sendMany("a", 8);
    const slow = await receive(2);
    await cloud.advance(1_000);
    await remove(slow);
    await send("b", "b0");
    expect(bodies(await receive(2))).toEqual(["a2", "a3"]);
  });

  it("is known after a restart in the middle", async () => {
    await sendMany("a", 60);
    const held = await hold(40);
    await send("b", "b0");
    await send(undefined, "own");
    await cloud.restart();
    expect(bodies(await receive(3))).toEqual(["b0", "own", "a40"]);
    // With nothing in flight it is what was found before that counts.
    await remove(held);
    await send("b", "b1");
    await cloud.restart();
    expect(bodies(await receive(2))).toEqual(["b1", "a41"]);
  });
});

describe("messages without a group", () => {
  it("are each their own tenant, and never noisy", async () => {
    for (let index = 0; index < 60; index++) await send(undefined, `own${index}`);
    await hold(50);
    await send("b", "b0");
    expect(bodies(await receive(2))).toEqual(["own50", "own51"]);
  });

  it("cost no row of a tenant", async () => {
    const rows = () => cloud.store.read((tx) => [...tx.range({ from: "", to: "\xff" })].length);
    const before = rows() - cloud.usage().length;
    await send(undefined, "own");
    expect(rows() - cloud.usage().length - before).toBe(2);
    await receive();
    expect(rows() - cloud.usage().length - before).toBe(4);
  });

  it("keep their place beside those of quiet tenants, also when they come back", async () => {
    await send(undefined, "1");
    await send("b", "2");
    await send(undefined, "3");
    await send("c", "4");
    expect(bodies(await receive(3, { VisibilityTimeout: 1 }))).toEqual(["1", "2", "3"]);
    await cloud.advance(1_000);
    expect(bodies(await receive())).toEqual(["1", "2", "3", "4"]);
  });
});

describe("messages of tenants", () => {
  it("are given once to a receive that does not hide them", async () => {
    await send("a", "1");
    await send(undefined, "2");
    await send("a", "3");
    const all = ["1", "2", "3"];
    expect(bodies(await receive(10, { VisibilityTimeout: 0 }))).toEqual(all);
    expect(bodies(await receive(10, { VisibilityTimeout: 0 }))).toEqual(all);
    expect(bodies(await receive(10))).toEqual(all);
  });

  it("come back, can be given back, and wake a waiting receive", async () => {
    await send("a", "1");
    const [message] = await receive(1, { VisibilityTimeout: 5 });
    const waiting = receive(1, { WaitTimeSeconds: 20 });
    await cloud.advance(5_000);
    expect(bodies(await waiting)).toEqual(["1"]);
    const ReceiptHandle = message?.ReceiptHandle ?? "";
    await cloud.call(SQS.ChangeMessageVisibility, { QueueUrl, ReceiptHandle, VisibilityTimeout: 0 });
    await cloud.call(SQS.ChangeMessageVisibility, { QueueUrl, ReceiptHandle, VisibilityTimeout: 9 });
    expect(await receive()).toEqual([]);
    await cloud.advance(9_000);
    expect(bodies(await receive())).toEqual(["1"]);
  });

  it("are dead-lettered and moved back with their group", async () => {
    await cloud.call(SQS.CreateQueue, { QueueName: "dead" });
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: `${ARN}:dead`, maxReceiveCount: 1 });
    await cloud.call(SQS.SetQueueAttributes, { QueueUrl, Attributes: { RedrivePolicy } });
    await sendMany("a", 3);
    await receive(2, { VisibilityTimeout: 0 });
    expect(bodies(await receive())).toEqual(["a2"]);
    const dead = { QueueUrl: `${BASE}/dead`, VisibilityTimeout: 0, MessageSystemAttributeNames: ["All" as const] };
    const { Messages: [buried] = [] } = await cloud.call(SQS.ReceiveMessage, dead);
    expect(buried).toMatchObject({ Body: "a0", Attributes: { MessageGroupId: "a" } });
    await cloud.call(SQS.StartMessageMoveTask, { SourceArn: `${ARN}:dead` });
    await cloud.settle();
    expect(await cloud.call(SQS.ReceiveMessage, dead)).toEqual({});
    expect(bodies(await receive())).toEqual(["a0", "a1"]);
  });

  it("expire in every state, and leave no rows behind, as after a purge", async () => {
    const rows = () =>
      cloud.store.read((tx) => [tenants, tenantMessages, tenantTurns].map((each) => [...each.keys(tx, [])].length));
    await cloud.call(SQS.SetQueueAttributes, { QueueUrl, Attributes: { MessageRetentionPeriod: "60" } });
    await sendMany("a", 40);
    await send("b", "late", { DelaySeconds: 900 });
    await hold(30);
    expect(rows()).toEqual([2, 10, 1]);
    await cloud.advance(61_000);
    expect(rows()).toEqual([0, 0, 0]);
    expect(await receive()).toEqual([]);
    await sendMany("a", 40);
    await hold(30);
    await cloud.call(SQS.PurgeQueue, { QueueUrl });
    await cloud.settle();
    expect(rows()).toEqual([0, 0, 0]);
    await send("a", "after");
    expect(bodies(await receive())).toEqual(["after"]);
  });
});

describe("the metrics of groups", () => {
  it("tell what is noisy, and what there is beside it", async () => {
    await sendMany("a", 200);
    const held = await hold(40);
    await cloud.advance(60_000);
    await send("b", "b0");
    await send("b", "b1", { DelaySeconds: 900 });
    await send(undefined, "own");
    await receive(1);
    expect(await sample("ApproximateNumberOfNoisyGroups")).toBe(1);
    expect(await sample("ApproximateNumberOfMessagesVisible")).toBe(161);
    expect(await sample("ApproximateNumberOfMessagesVisibleInQuietGroups")).toBe(1);
    expect(await sample("ApproximateNumberOfMessagesNotVisibleInQuietGroups")).toBe(1);
    expect(await sample("ApproximateNumberOfMessagesDelayedInQuietGroups")).toBe(1);
    expect(await sample("ApproximateAgeOfOldestMessage")).toBe(420);
    expect(await sample("ApproximateAgeOfOldestMessageInQuietGroups")).toBe(420);
    await remove(held);
  });

  it("count no tenant as noisy that has much in flight and nothing that waits", async () => {
    await sendMany("a", 40);
    await hold(40);
    expect(await sample("ApproximateNumberOfNoisyGroups")).toBe(0);
    await send("a", "waiting");
    expect(await sample("ApproximateNumberOfNoisyGroups")).toBe(1);
  });

  it("are not emitted for a queue without groups, and go on for a fair one that is empty", async () => {
    await send(undefined, "own");
    expect(await sample("ApproximateNumberOfNoisyGroups")).toBeUndefined();
    await send("a", "a0");
    await remove(await receive());
    expect(await sample("ApproximateNumberOfNoisyGroups")).toBe(0);
    expect(await sample("ApproximateAgeOfOldestMessageInQuietGroups")).toBe(0);
  });

  it("tell how many groups of a FIFO queue have messages in flight", async () => {
    const Attributes = { FifoQueue: "true", ContentBasedDeduplication: "true", VisibilityTimeout: "300" };
    const { QueueUrl: url = "" } = await cloud.call(SQS.CreateQueue, { QueueName: "q.fifo", Attributes });
    for (const MessageGroupId of ["a", "b", "c"]) {
      await cloud.call(SQS.SendMessage, { QueueUrl: url, MessageBody: MessageGroupId, MessageGroupId });
    }
    const count = () => sample("ApproximateNumberOfGroupsWithInflightMessages", "q.fifo");
    expect(await count()).toBe(0);
    const received = await receive(2, { QueueUrl: url });
    expect(await count()).toBe(2);
    await cloud.call(SQS.DeleteMessage, { QueueUrl: url, ReceiptHandle: received[0]?.ReceiptHandle ?? "" });
    expect(await count()).toBe(1);
    await cloud.advance(300_000);
    expect(await count()).toBe(0);
  });
});
