/** Peeking: everything is seen, and nothing changes. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTestPlatform, type TestPlatform } from "../../../tests/harness/platform.ts";
import { SQS } from "../../schema/generated/sqs.ts";
import { peekQueue } from "./peek.ts";
import { sqs } from "./service.ts";

describe("a peek", () => {
  let cloud: TestPlatform;
  let QueueUrl: string;
  beforeEach(async () => {
    cloud = await startTestPlatform({ services: [sqs] });
    QueueUrl = (await cloud.call(SQS.CreateQueue, { QueueName: "q" })).QueueUrl ?? "";
  });
  afterEach(() => cloud.stop());

  const peek = (limit = 100) => cloud.scope().read((at) => peekQueue(at, QueueUrl, limit));

  it("shows messages in every state, in the order of sending", async () => {
    const blob = { DataType: "Binary", BinaryValue: Uint8Array.of(1, 2) };
    await cloud.call(SQS.SendMessage, { QueueUrl, MessageBody: "received", MessageAttributes: { blob } });
    await cloud.call(SQS.SendMessage, { QueueUrl, MessageBody: "delayed", DelaySeconds: 60 });
    await cloud.call(SQS.SendMessage, { QueueUrl, MessageBody: "waiting" });
    await cloud.call(SQS.ReceiveMessage, { QueueUrl });
    const peeked = peek();
    expect(peeked).toMatchObject([
      {
        body: "received",
        state: "in-flight",
        visibleAt: "2026-01-15T12:00:30.000Z",
        attributes: { ApproximateReceiveCount: "1" },
        messageAttributes: { blob: { DataType: "Binary", BinaryValue: "AQI=" } },
      },
      { body: "delayed", state: "delayed", visibleAt: "2026-01-15T12:01:00.000Z" },
      { body: "waiting", state: "visible", attributes: { ApproximateReceiveCount: "0" } },
    ]);
    expect(peek()).toEqual(peeked);
    expect(peek(1)).toHaveLength(1);
    await cloud.advance(60_000);
    expect(peek()?.map((each) => each.state)).toEqual(["visible", "visible", "visible"]);
    expect(peeked?.[2]).not.toHaveProperty("visibleAt");
  });

  it("says what becomes of each message next", async () => {
    const dead = (await cloud.call(SQS.CreateQueue, { QueueName: "dead" })).QueueUrl ?? "";
    const { Attributes = {} } = await cloud.call(SQS.GetQueueAttributes, { QueueUrl: dead, AttributeNames: ["All"] });
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: Attributes["QueueArn"], maxReceiveCount: 1 });
    const attributes = { RedrivePolicy, MessageRetentionPeriod: "60", VisibilityTimeout: "30" };
    await cloud.call(SQS.SetQueueAttributes, { QueueUrl, Attributes: attributes });
    for (const MessageBody of ["a", "b"]) await cloud.call(SQS.SendMessage, { QueueUrl, MessageBody });
    await cloud.call(SQS.ReceiveMessage, { QueueUrl });
    const expired = { event: "expired", at: "2026-01-15T12:01:00.001Z" };
    const next = (): unknown => peek()?.map((each) => each.next);
    expect(next()).toEqual([{ event: "visible", at: "2026-01-15T12:00:30.000Z" }, expired]);
    await cloud.advance(30_000);
    expect(next()).toEqual([{ event: "dead-lettered" }, expired]);
    await cloud.call(SQS.ReceiveMessage, { QueueUrl, VisibilityTimeout: 100 });
    expect(next()).toEqual([expired]);
  });

  it("does not say that a message will be dead-lettered where it has no place to go", async () => {
    await cloud.call(SQS.CreateQueue, { QueueName: "dead" });
    await cloud.call(SQS.SendMessage, { QueueUrl, MessageBody: "a" });
    await cloud.call(SQS.ReceiveMessage, { QueueUrl, VisibilityTimeout: 0 });
    const next = async (target: string): Promise<unknown> => {
      const deadLetterTargetArn = `arn:aws:sqs:us-east-1:000000000000:${target}`;
      const RedrivePolicy = JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 1 });
      await cloud.call(SQS.SetQueueAttributes, { QueueUrl, Attributes: { RedrivePolicy } });
      return peek()?.[0]?.next.event;
    };
    expect(await next("q")).toBe("expired");
    expect(await next("dead")).toBe("dead-lettered");
    await cloud.call(SQS.DeleteQueue, { QueueUrl: "dead" });
    expect(peek()?.[0]?.next.event).toBe("expired");
  });

  it("says which message of a FIFO queue's group holds the ones behind it back", async () => {
    await cloud.call(SQS.CreateQueue, { QueueName: "dead.fifo", Attributes: { FifoQueue: "true" } });
    const deadLetterTargetArn = "arn:aws:sqs:us-east-1:000000000000:dead.fifo";
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 1 });
    const Attributes = { FifoQueue: "true", ContentBasedDeduplication: "true", RedrivePolicy };
    ({ QueueUrl = "" } = await cloud.call(SQS.CreateQueue, { QueueName: "q.fifo", Attributes }));
    for (const body of ["a-1", "a-2", "b-1"]) {
      const MessageGroupId = body.slice(0, 1);
      await cloud.call(SQS.SendMessage, { QueueUrl, MessageBody: body, MessageGroupId });
    }
    const received = await cloud.call(SQS.ReceiveMessage, { QueueUrl, MaxNumberOfMessages: 2 });
    const [first, second] = received.Messages ?? [];
    const release = { QueueUrl, ReceiptHandle: second?.ReceiptHandle ?? "", VisibilityTimeout: 0 };
    await cloud.call(SQS.ChangeMessageVisibility, release);
    expect(peek()).toMatchObject([
      { body: "a-1", state: "in-flight" },
      { body: "a-2", state: "visible", heldBy: first?.MessageId, next: { event: "expired" } },
      { body: "b-1", state: "visible" },
    ]);
    expect(peek()?.map((each) => "heldBy" in each)).toEqual([false, true, false]);
    await cloud.advance(30_000);
    expect(peek()?.map((each) => "heldBy" in each)).toEqual([false, false, false]);
    expect(peek()?.[1]?.next).toEqual({ event: "dead-lettered" });
  });

  it("sees no queue that is not there", () => {
    expect(cloud.scope().read((at) => peekQueue(at, "none", 1))).toBeUndefined();
  });
});
