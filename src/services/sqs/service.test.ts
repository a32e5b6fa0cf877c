/** The core of SQS: messages go in, come out once, and are gone when they are deleted. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTestPlatform, type TestPlatform } from "../../../tests/harness/platform.ts";
import { uncovered } from "../../platform/service.ts";
import { SQS } from "../../schema/generated/sqs.ts";
import { sqs } from "./service.ts";

describe("SQS", () => {
  let cloud: TestPlatform;
  let QueueUrl: string;

  beforeEach(async () => {
    cloud = await startTestPlatform({ services: [sqs] });
    QueueUrl = (await cloud.call(SQS.CreateQueue, { QueueName: "orders" })).QueueUrl ?? "";
  });
  afterEach(() => cloud.stop());

  it("covers its whole model", () => {
    expect(uncovered(sqs)).toEqual([]);
  });

  it("sends, receives and deletes", async () => {
    const sent = await cloud.call(SQS.SendMessage, { QueueUrl, MessageBody: "one" });
    const { Messages: messages = [] } = await cloud.call(SQS.ReceiveMessage, { QueueUrl });
    expect(messages).toMatchObject([{ MessageId: sent.MessageId, Body: "one", MD5OfBody: sent.MD5OfMessageBody }]);
    expect(await cloud.call(SQS.ReceiveMessage, { QueueUrl })).toEqual({});
    await cloud.call(SQS.DeleteMessage, { QueueUrl, ReceiptHandle: messages[0]?.ReceiptHandle ?? "" });
    await cloud.advance(60_000);
    expect(await cloud.call(SQS.ReceiveMessage, { QueueUrl })).toEqual({});
  });
});
