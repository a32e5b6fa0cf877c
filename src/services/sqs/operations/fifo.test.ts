/** FIFO queues: order, locked groups, deduplication and repeated receives, all of it across restarts. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTestPlatform, type TestPlatform } from "../../../../tests/harness/platform.ts";
import type { ServiceError } from "../../../platform/service-error.ts";
import { type Message, type ReceiveMessageRequest, SQS } from "../../../schema/generated/sqs.ts";
import { UPKEEP_BATCH_MESSAGES } from "../limits.ts";
import { sqs } from "../service.ts";

const BASE = "http://127.0.0.1:4566/000000000000";
const ARN = "arn:aws:sqs:us-east-1:000000000000";
const QueueUrl = `${BASE}/q.fifo`;
const FIFO = { FifoQueue: "true", ContentBasedDeduplication: "true" };

let cloud: TestPlatform;
beforeEach(async () => {
  cloud = await startTestPlatform({ services: [sqs] });
  await cloud.call(SQS.CreateQueue, { QueueName: "q.fifo", Attributes: FIFO });
});
afterEach(() => cloud.stop());

const send = (MessageBody: string, MessageGroupId = MessageBody.slice(0, 2), members: object = {}) =>
  cloud.call(SQS.SendMessage, { QueueUrl, MessageBody, MessageGroupId, ...members });

async function receive(members: Partial<ReceiveMessageRequest> = {}): Promise<readonly Message[]> {
  const input = { QueueUrl, MaxNumberOfMessages: 10, ...members };
  return (await cloud.call(SQS.ReceiveMessage, input)).Messages ?? [];
}

const bodies = (messages: readonly Message[]) => messages.map((each) => each.Body);
const handleOf = (message: Message | undefined) => message?.ReceiptHandle ?? "";
const remove = (message: Message | undefined) =>
  cloud.call(SQS.DeleteMessage, { QueueUrl, ReceiptHandle: handleOf(message) });
const change = (message: Message | undefined, VisibilityTimeout: number) =>
  cloud.call(SQS.ChangeMessageVisibility, { QueueUrl, ReceiptHandle: handleOf(message), VisibilityTimeout });
const refusal = (call: Promise<unknown>) => call.catch((thrown: ServiceError) => thrown);

describe("groups", () => {
  it("are received one after the other, as much of each as possible", async () => {
    for (const body of ["g1-m1", "g2-m1", "g1-m2", "g1-m3"]) await send(body);
    expect(bodies(await receive())).toEqual(["g1-m1", "g1-m2", "g1-m3", "g2-m1"]);
  });

  it("are locked while one of their messages is in flight, across a restart too", async () => {
    for (const body of ["g1-m1", "g1-m2", "g2-m1"]) await send(body);
    const [first] = await receive({ MaxNumberOfMessages: 1 });
    await cloud.restart();
    await send("g1-m3");
    expect(bodies(await receive())).toEqual(["g2-m1"]);
    expect(bodies(await receive())).toEqual([]);
    await remove(first);
    expect(bodies(await receive())).toEqual(["g1-m2", "g1-m3"]);
  });

  it("stay locked until the last of several received messages is deleted", async () => {
    for (const body of ["g1-m1", "g1-m2", "g1-m3"]) await send(body);
    const [first, second] = await receive({ MaxNumberOfMessages: 2 });
    await remove(first);
    expect(await receive()).toEqual([]);
    await remove(second);
    expect(bodies(await receive())).toEqual(["g1-m3"]);
  });

  it.each([0, 1, 2])("give what is before message %i when that one stays hidden for longer", async (extended) => {
    for (const body of ["g1-m1", "g1-m2", "g1-m3"]) await send(body);
    const received = await receive({ VisibilityTimeout: 10 });
    await change(received[extended], 100);
    await cloud.advance(10_000);
    expect(await receive()).toHaveLength(extended);
  });

  it("go behind the others when they were received from", async () => {
    for (const body of ["g1-m1", "g1-m2", "g2-m1"]) await send(body);
    const [first] = await receive({ MaxNumberOfMessages: 1 });
    await change(first, 0);
    expect(bodies(await receive())).toEqual(["g2-m1", "g1-m1", "g1-m2"]);
  });

  it("come back in order after the visibility timeout, and at once with one of 0", async () => {
    for (const body of ["g1-m1", "g1-m2"]) await send(body);
    expect(bodies(await receive({ VisibilityTimeout: 0 }))).toEqual(["g1-m1", "g1-m2"]);
    expect(bodies(await receive())).toEqual(["g1-m1", "g1-m2"]);
    await cloud.restart();
    await cloud.advance(30_000);
    expect(bodies(await receive())).toEqual(["g1-m1", "g1-m2"]);
  });

  it("wait for the delay of the queue, which counts for messages already sent", async () => {
    await send("g1-m1");
    await cloud.advance(1_000);
    await send("g2-m1");
    const { Attributes } = await cloud
      .call(SQS.SetQueueAttributes, { QueueUrl, Attributes: { DelaySeconds: "5" } })
      .then(() => cloud.call(SQS.GetQueueAttributes, { QueueUrl, AttributeNames: ["All"] }));
    expect(Attributes).toMatchObject({ ApproximateNumberOfMessages: "0", ApproximateNumberOfMessagesDelayed: "2" });
    expect(await receive()).toEqual([]);
    const waiting = receive({ WaitTimeSeconds: 20 });
    await cloud.advance(4_000);
    expect(bodies(await waiting)).toEqual(["g1-m1"]);
    await cloud.restart();
    const second = receive({ WaitTimeSeconds: 20 });
    await cloud.advance(1_000);
    expect(bodies(await second)).toEqual(["g2-m1"]);
  });

  it("count nothing as delayed that has expired, also before upkeep has come to it", async () => {
    const Attributes = { DelaySeconds: "900", MessageRetentionPeriod: "60" };
    await cloud.call(SQS.SetQueueAttributes, { QueueUrl, Attributes });
    for (let sent = 0; sent < UPKEEP_BATCH_MESSAGES + 2; sent++) await send(`g1-${sent}`);
    await cloud.restart(60_001);
    const AttributeNames = ["All" as const];
    expect((await cloud.call(SQS.GetQueueAttributes, { QueueUrl, AttributeNames })).Attributes).toMatchObject({
      ApproximateNumberOfMessages: "0",
      ApproximateNumberOfMessagesDelayed: "0",
    });
  });

  it("wake a waiting receive when they are unlocked", async () => {
    for (const body of ["g1-m1", "g1-m2"]) await send(body);
    const [first] = await receive({ MaxNumberOfMessages: 1 });
    const waiting = receive({ WaitTimeSeconds: 20 });
    await cloud.settle();
    await remove(first);
    expect(bodies(await waiting)).toEqual(["g1-m2"]);
  });
});

describe("deduplication", () => {
  it("answers a duplicate like the original for five minutes, after a delete and a restart too", async () => {
    const first = await send("g1-m1");
    expect(first.SequenceNumber).toMatch(/^\d{20}$/);
    const [received] = await receive();
    await remove(received);
    await cloud.restart();
    await cloud.advance(299_999);
    expect(await send("g1-m1")).toEqual(first);
    expect(await receive()).toEqual([]);
    expect(cloud.lineage().filter((each) => each.outcome === "deduplicated")).toHaveLength(1);
    await cloud.advance(1);
    expect((await send("g1-m1")).MessageId).not.toBe(first.MessageId);
  });

  it("uses the SHA-256 of the body, unless an id is given", async () => {
    await send("same", "g1");
    await send("other", "g1", { MessageDeduplicationId: "id" });
    await send("another", "g1", { MessageDeduplicationId: "id" });
    const received = await receive({ MessageSystemAttributeNames: ["MessageDeduplicationId"] });
    expect(received.map((each) => each.Attributes?.MessageDeduplicationId)).toEqual([
      "0967115f2813a3541eaef77de9d9d5773f1c0c04314b0bbfe4ff3b3b1c55b5d5",
      "id",
    ]);
  });

  it.each([
    ["queue", 1],
    ["messageGroup", 2],
  ])("with the scope %s accepts an id in two groups %i times", async (DeduplicationScope, times) => {
    const Attributes = { ...FIFO, DeduplicationScope };
    const { QueueUrl: url = "" } = await cloud.call(SQS.CreateQueue, { QueueName: "scoped.fifo", Attributes });
    for (const MessageGroupId of ["g1", "g2"]) {
      await cloud.call(SQS.SendMessage, { QueueUrl: url, MessageBody: "same", MessageGroupId });
    }
    expect(await receive({ QueueUrl: url })).toHaveLength(times);
  });

  it("numbers messages upwards", async () => {
    const numbers: string[] = [];
    for (let index = 0; index < 20; index++) numbers.push((await send(`g${index % 3}-${index}`)).SequenceNumber ?? "");
    await cloud.restart();
    numbers.push((await send("g1-last")).SequenceNumber ?? "");
    expect(numbers.toSorted()).toEqual(numbers);
    expect(new Set(numbers).size).toBe(21);
  });

  it("clears ids away once their time is over", async () => {
    const rows = () => cloud.store.read((tx) => [...tx.range({ from: "", to: "\xff" })].length);
    await send("g1-m1");
    await remove((await receive())[0]);
    const before = rows();
    await cloud.advance(360_000);
    expect(rows()).toBeLessThan(before + cloud.usage().length);
  });
});

describe("receipt handles", () => {
  const EXPIRED = {
    code: "InvalidParameterValueException",
    message: expect.stringContaining("The receipt handle has expired.") as string,
  };

  it("are refused after the visibility timeout", async () => {
    await send("g1-m1");
    const [first] = await receive({ VisibilityTimeout: 1 });
    await cloud.advance(1_000);
    expect(await refusal(remove(first))).toMatchObject(EXPIRED);
    const [second] = await receive();
    expect(await refusal(remove(first))).toMatchObject(EXPIRED);
    await remove(second);
  });

  it("are good for as long as the timeout was extended", async () => {
    await send("g1-m1");
    const [first] = await receive({ VisibilityTimeout: 1 });
    await change(first, 30);
    await cloud.advance(29_000);
    await remove(first);
    await cloud.advance(30_000);
    expect(await receive()).toEqual([]);
  });
});

describe("ReceiveRequestAttemptId", () => {
  const again = { ReceiveRequestAttemptId: "attempt-1", VisibilityTimeout: 10 };

  it("gives the same messages and handles, hidden anew", async () => {
    for (const body of ["g1-m1", "g1-m2"]) await send(body);
    const first = await receive(again);
    await cloud.advance(6_000);
    await cloud.restart();
    expect(await receive(again)).toEqual(first);
    await cloud.advance(6_000);
    expect(await receive()).toEqual([]);
    for (const message of first) await remove(message);
  });

  it.each([
    ["deleted", remove],
    ["changed", (message: Message | undefined) => change(message, 0)],
  ])("is like any receive once a message was %s", async (_, act) => {
    for (const body of ["g1-m1", "g2-m1"]) await send(body);
    const [first] = await receive({ ...again, MaxNumberOfMessages: 1 });
    await act(first);
    const second = await receive({ ...again, MaxNumberOfMessages: 1 });
    expect(bodies(second)).toEqual(["g2-m1"]);
  });
});

describe("a FIFO dead-letter queue", () => {
  it("unlocks the group, renews retention, and takes the message id as deduplication id", async () => {
    const Attributes = { ...FIFO, MessageRetentionPeriod: "60" };
    const { QueueUrl: dead = "" } = await cloud.call(SQS.CreateQueue, { QueueName: "dead.fifo", Attributes });
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: `${ARN}:dead.fifo`, maxReceiveCount: 1 });
    await cloud.call(SQS.SetQueueAttributes, { QueueUrl, Attributes: { RedrivePolicy } });
    const first = await send("g1-m1");
    await send("g1-m2");
    await receive({ MaxNumberOfMessages: 1, VisibilityTimeout: 50 });
    await cloud.advance(50_000);
    expect(bodies(await receive())).toEqual(["g1-m2"]);
    await cloud.advance(50_000);
    const [buried] = await receive({ QueueUrl: dead, MessageSystemAttributeNames: ["All"] });
    expect(buried).toMatchObject({
      MessageId: first.MessageId,
      Attributes: { MessageDeduplicationId: first.MessageId, MessageGroupId: "g1", ApproximateReceiveCount: "2" },
    });
  });

  it("counts the receives of what was received elsewhere and of what was not, side by side in a group", async () => {
    const { QueueUrl: dead = "" } = await cloud.call(SQS.CreateQueue, { QueueName: "dead.fifo", Attributes: FIFO });
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: `${ARN}:dead.fifo`, maxReceiveCount: 2 });
    await cloud.call(SQS.SetQueueAttributes, { QueueUrl, Attributes: { RedrivePolicy } });
    await send("g1-sent", "g1", { QueueUrl: dead });
    await send("g1-worn");
    for (const _ of [1, 2, 3]) await receive({ VisibilityTimeout: 0 });
    await send("g1-sent-later", "g1", { QueueUrl: dead });
    const counts = async () => {
      const received = await receive({ QueueUrl: dead, VisibilityTimeout: 0, MessageSystemAttributeNames: ["All"] });
      return received.map(({ Body, Attributes }) => [Body, Attributes?.["ApproximateReceiveCount"]]);
    };
    expect(await counts()).toEqual([
      ["g1-sent", "1"],
      ["g1-worn", "3"],
      ["g1-sent-later", "1"],
    ]);
    expect(await counts()).toEqual([
      ["g1-sent", "2"],
      ["g1-worn", "4"],
      ["g1-sent-later", "2"],
    ]);
  });

  it("gives out at once what it counts as visible: its delay is for messages that are sent to it", async () => {
    const { QueueUrl: dead = "" } = await cloud.call(SQS.CreateQueue, {
      QueueName: "dead.fifo",
      Attributes: { ...FIFO, DelaySeconds: "40" },
    });
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: `${ARN}:dead.fifo`, maxReceiveCount: 1 });
    await cloud.call(SQS.SetQueueAttributes, { QueueUrl, Attributes: { RedrivePolicy } });
    for (const body of ["g1-m1", "g1-m2"]) await send(body);
    await receive({ VisibilityTimeout: 0 });
    await receive();
    await send("g2-m1", "g2", { QueueUrl: dead });
    const { Attributes } = await cloud.call(SQS.GetQueueAttributes, { QueueUrl: dead, AttributeNames: ["All"] });
    expect(Attributes).toMatchObject({
      ApproximateNumberOfMessages: "2",
      ApproximateNumberOfMessagesDelayed: "1",
    });
    expect(bodies(await receive({ QueueUrl: dead }))).toEqual(["g1-m1", "g1-m2"]);
    await cloud.advance(40_000);
    expect(bodies(await receive({ QueueUrl: dead }))).toEqual(["g2-m1", "g1-m1", "g1-m2"]);
  });

  it("gives out what waited behind a delayed message as soon as that has expired", async () => {
    const { QueueUrl: dead = "" } = await cloud.call(SQS.CreateQueue, {
      QueueName: "dead.fifo",
      Attributes: { ...FIFO, DelaySeconds: "100", MessageRetentionPeriod: "60" },
    });
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: `${ARN}:dead.fifo`, maxReceiveCount: 1 });
    await cloud.call(SQS.SetQueueAttributes, { QueueUrl, Attributes: { RedrivePolicy } });
    await send("g1-expires", "g1", { QueueUrl: dead });
    await cloud.advance(30_000);
    await send("g1-m1");
    await receive({ VisibilityTimeout: 0 });
    await receive();
    expect(bodies(await receive({ QueueUrl: dead }))).toEqual([]);
    await cloud.advance(30_001);
    expect(bodies(await receive({ QueueUrl: dead }))).toEqual(["g1-m1"]);
  });

  it("tells which message stands for one that was moved from it in vain", async () => {
    const { QueueUrl: dead = "" } = await cloud.call(SQS.CreateQueue, { QueueName: "dead.fifo", Attributes: FIFO });
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: `${ARN}:dead.fifo`, maxReceiveCount: 1 });
    await cloud.call(SQS.SetQueueAttributes, { QueueUrl, Attributes: { RedrivePolicy } });
    const { MessageId = "" } = await send("g1-m1", "g1", { QueueUrl: dead });
    const original = await send("g1-m2", "g1", { MessageDeduplicationId: MessageId });
    await cloud.call(SQS.StartMessageMoveTask, { SourceArn: `${ARN}:dead.fifo`, DestinationArn: `${ARN}:q.fifo` });
    await cloud.settle();
    expect(bodies(await receive())).toEqual(["g1-m2"]);
    expect(bodies(await receive({ QueueUrl: dead }))).toEqual([]);
    const duplicate = cloud.lineage().find((each) => each.outcome === "deduplicated");
    expect(duplicate).toMatchObject({ resource: `${ARN}:q.fifo`, subject: original.MessageId });
    // What became of it at the dead-letter queue is found by this beginning.
    expect(duplicate?.reason).toBe(
      `Moved from ${ARN}:dead.fifo, where it was message ${MessageId}, whose id stands here as a deduplication id.`,
    );
    expect(cloud.lineage().find((each) => each.id === duplicate?.parent)).toMatchObject({ subject: MessageId });
  });

  it("must be of the type of its source", async () => {
    await cloud.call(SQS.CreateQueue, { QueueName: "dead" });
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: `${ARN}:dead`, maxReceiveCount: 1 });
    expect(
      await refusal(cloud.call(SQS.SetQueueAttributes, { QueueUrl, Attributes: { RedrivePolicy } })),
    ).toMatchObject({
      message: `Value ${JSON.stringify({ deadLetterTargetArn: `${ARN}:dead`, maxReceiveCount: 1 })} for parameter RedrivePolicy is invalid. Reason: Dead-letter queue must be same type of queue as the source..`,
    });
  });
});
