/** Move tasks: messages leave a dead-letter queue for where they came from, or for another queue. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTestPlatform, type TestPlatform } from "../../../../tests/harness/platform.ts";
import { preset } from "../../../platform/local.ts";
import type { ServiceError } from "../../../platform/service-error.ts";
import { SQS } from "../../../schema/generated/sqs.ts";
import { STRICT_LIMITS } from "../limits.ts";
import { sqs } from "../service.ts";
import { DEFAULT_SQS_SETTINGS, sqsSettings } from "../settings.ts";

const BASE = "http://127.0.0.1:4566/000000000000";
const ARN = "arn:aws:sqs:us-east-1:000000000000";
const SourceArn = `${ARN}:dead`;

let cloud: TestPlatform;
beforeEach(async () => {
  cloud = await startTestPlatform({ services: [sqs] });
  await cloud.call(SQS.CreateQueue, { QueueName: "dead" });
  await cloud.call(SQS.CreateQueue, { QueueName: "other" });
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: SourceArn, maxReceiveCount: 1 });
  await cloud.call(SQS.CreateQueue, { QueueName: "q", Attributes: { RedrivePolicy } });
});
afterEach(() => cloud.stop());

async function bury(count: number): Promise<void> {
  const QueueUrl = `${BASE}/q`;
  for (let index = 0; index < count; index++) {
    await cloud.call(SQS.SendMessage, { QueueUrl, MessageBody: `m${index}` });
  }
  for (let index = 0; index < count; index++) await cloud.call(SQS.ReceiveMessage, { QueueUrl, VisibilityTimeout: 0 });
  await cloud.call(SQS.ReceiveMessage, { QueueUrl });
}

async function depth(name: string): Promise<string | undefined> {
  const input = { QueueUrl: `${BASE}/${name}`, AttributeNames: ["ApproximateNumberOfMessages" as const] };
  return (await cloud.call(SQS.GetQueueAttributes, input)).Attributes?.ApproximateNumberOfMessages;
}

const tasks = async () => (await cloud.call(SQS.ListMessageMoveTasks, { SourceArn, MaxResults: 10 })).Results;
const refusal = (call: Promise<unknown>) => call.catch((thrown: ServiceError) => thrown);

describe("a message move task", () => {
  it("sends messages back to their source as new ones", async () => {
    await bury(3);
    expect(await depth("dead")).toBe("3");
    await cloud.advance(5_000);
    await cloud.call(SQS.StartMessageMoveTask, { SourceArn });
    await cloud.advance(0);
    expect([await depth("dead"), await depth("q")]).toEqual(["0", "3"]);
    expect(await tasks()).toEqual([
      {
        Status: "COMPLETED",
        SourceArn,
        ApproximateNumberOfMessagesMoved: 3,
        ApproximateNumberOfMessagesToMove: 3,
        StartedTimestamp: cloud.now(),
      },
    ]);
    const { Messages: [message] = [] } = await cloud.call(SQS.ReceiveMessage, {
      QueueUrl: `${BASE}/q`,
      MessageSystemAttributeNames: ["All"],
    });
    expect(message?.Body).toBe("m0");
    expect(message?.Attributes).toMatchObject({ ApproximateReceiveCount: "1", SentTimestamp: String(cloud.now()) });
    expect(message?.Attributes).not.toHaveProperty("DeadLetterQueueSourceArn");
  });

  it("keeps to its rate, survives a restart, and can be cancelled", async () => {
    await bury(4);
    const input = { SourceArn, DestinationArn: `${ARN}:other`, MaxNumberOfMessagesPerSecond: 1 };
    const { TaskHandle = "" } = await cloud.call(SQS.StartMessageMoveTask, input);
    expect(await depth("other")).toBe("1");
    expect(await refusal(cloud.call(SQS.StartMessageMoveTask, { SourceArn }))).toMatchObject({
      message:
        "There is already a task running. Only one active task is allowed for a source queue arn at a given time.",
    });
    await cloud.restart();
    await cloud.advance(1_000);
    expect(await depth("other")).toBe("2");
    expect((await tasks())?.[0]).toMatchObject({ Status: "RUNNING", TaskHandle });
    const cancelled = await cloud.call(SQS.CancelMessageMoveTask, { TaskHandle });
    expect(cancelled).toEqual({ ApproximateNumberOfMessagesMoved: 2 });
    await cloud.advance(5_000);
    expect(await depth("other")).toBe("2");
    expect((await tasks())?.[0]).toMatchObject({ Status: "CANCELLED", ApproximateNumberOfMessagesToMove: 4 });
    expect(await refusal(cloud.call(SQS.CancelMessageMoveTask, { TaskHandle }))).toMatchObject({
      code: "UnsupportedOperation",
    });
  });

  it("moves more than one batch", async () => {
    await bury(150);
    await cloud.call(SQS.StartMessageMoveTask, { SourceArn });
    await cloud.settle();
    await cloud.advance(0);
    expect([await depth("dead"), await depth("q")]).toEqual(["0", "150"]);
  });

  it("goes on where so many messages are in flight that nobody can receive", async () => {
    await cloud.stop();
    const limits = { ...STRICT_LIMITS, inFlightMessages: 2 };
    const settings = [preset(sqsSettings, { ...DEFAULT_SQS_SETTINGS, limits })];
    cloud = await startTestPlatform({ services: [sqs], settings });
    for (const QueueName of ["dead", "other"]) await cloud.call(SQS.CreateQueue, { QueueName });
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: SourceArn, maxReceiveCount: 1 });
    await cloud.call(SQS.CreateQueue, { QueueName: "q", Attributes: { RedrivePolicy } });
    const QueueUrl = `${BASE}/dead`;
    for (const MessageBody of ["a", "b", "c", "d"]) await cloud.call(SQS.SendMessage, { QueueUrl, MessageBody });
    await cloud.call(SQS.ReceiveMessage, { QueueUrl, MaxNumberOfMessages: 2, VisibilityTimeout: 600 });
    const DestinationArn = `${ARN}:other`;
    await cloud.call(SQS.StartMessageMoveTask, { SourceArn, DestinationArn, MaxNumberOfMessagesPerSecond: 1 });
    expect(await tasks()).toMatchObject([{ Status: "RUNNING", ApproximateNumberOfMessagesMoved: 1 }]);
    await cloud.advance(1_000);
    expect(await tasks()).toMatchObject([{ Status: "COMPLETED", ApproximateNumberOfMessagesMoved: 2 }]);
  });

  it("is listed before those that started earlier, if only within the same millisecond", async () => {
    for (let count = 1; count <= 5; count++) {
      await bury(count);
      await cloud.call(SQS.StartMessageMoveTask, { SourceArn, DestinationArn: `${ARN}:other` });
    }
    expect((await tasks())?.map((each) => each.ApproximateNumberOfMessagesMoved)).toEqual([5, 4, 3, 2, 1]);
  });

  it("fails when its destination goes away, and for messages without a source", async () => {
    await bury(2);
    await cloud.call(SQS.StartMessageMoveTask, {
      SourceArn,
      DestinationArn: `${ARN}:other`,
      MaxNumberOfMessagesPerSecond: 1,
    });
    await cloud.call(SQS.DeleteQueue, { QueueUrl: `${BASE}/other` });
    await cloud.advance(1_000);
    expect((await tasks())?.[0]).toMatchObject({
      Status: "FAILED",
      FailureReason: "AWS.SimpleQueueService.NonExistentQueue",
    });
    await cloud.call(SQS.PurgeQueue, { QueueUrl: `${BASE}/dead` });
    await cloud.call(SQS.SendMessage, { QueueUrl: `${BASE}/dead`, MessageBody: "sent here" });
    await cloud.call(SQS.StartMessageMoveTask, { SourceArn });
    expect((await tasks())?.[0]).toMatchObject({ Status: "FAILED", FailureReason: "CouldNotDetermineMessageSource" });
    expect(await depth("dead")).toBe("1");
  });
});
