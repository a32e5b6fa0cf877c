/** Queues: making, finding, changing and removing them. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTestPlatform, type TestPlatform } from "../../../../tests/harness/platform.ts";
import type { ServiceError } from "../../../platform/service-error.ts";
import { SQS } from "../../../schema/generated/sqs.ts";
import { sqs } from "../service.ts";

const BASE = "http://127.0.0.1:4566/000000000000";
const ARN = "arn:aws:sqs:us-east-1:000000000000";

let cloud: TestPlatform;
beforeEach(async () => {
  cloud = await startTestPlatform({ services: [sqs] });
});
afterEach(() => cloud.stop());

/** The refusal of a call that must fail. */
async function refusal(call: Promise<unknown>): Promise<{ code: string; message: string }> {
  const { code, message } = (await call.then(
    () => expect.unreachable("the call is refused"),
    (error: unknown) => error,
  )) as ServiceError;
  return { code, message };
}

async function attributesOf(QueueUrl: string) {
  return (await cloud.call(SQS.GetQueueAttributes, { QueueUrl, AttributeNames: ["All"] })).Attributes ?? {};
}

describe("CreateQueue", () => {
  it("gives a URL on the host that the client used, and the attributes that AWS gives", async () => {
    const { QueueUrl = "" } = await cloud.call(SQS.CreateQueue, { QueueName: "orders", tags: { team: "a" } });
    expect(QueueUrl).toBe(`${BASE}/orders`);
    expect(await attributesOf(QueueUrl)).toEqual({
      ApproximateNumberOfMessages: "0",
      ApproximateNumberOfMessagesDelayed: "0",
      ApproximateNumberOfMessagesNotVisible: "0",
      CreatedTimestamp: "1768478400",
      DelaySeconds: "0",
      LastModifiedTimestamp: "1768478400",
      MaximumMessageSize: "1048576",
      MessageRetentionPeriod: "345600",
      QueueArn: `${ARN}:orders`,
      ReceiveMessageWaitTimeSeconds: "0",
      SqsManagedSseEnabled: "true",
      VisibilityTimeout: "30",
    });
    expect(await cloud.call(SQS.ListQueueTags, { QueueUrl })).toEqual({ Tags: { team: "a" } });
  });

  it("shows the attributes of a FIFO queue, in AWS's spelling", async () => {
    const Attributes = { FifoQueue: "True", ContentBasedDeduplication: "TRUE" };
    const { QueueUrl = "" } = await cloud.call(SQS.CreateQueue, { QueueName: "orders.fifo", Attributes });
    expect(await attributesOf(QueueUrl)).toMatchObject({
      FifoQueue: "true",
      ContentBasedDeduplication: "true",
      DeduplicationScope: "queue",
      FifoThroughputLimit: "perQueue",
    });
  });

  it("finds a queue again when every given attribute is the same, and refuses it otherwise", async () => {
    const create = (Attributes: Record<string, string>) => cloud.call(SQS.CreateQueue, { QueueName: "q", Attributes });
    await create({ DelaySeconds: "5", VisibilityTimeout: "10" });
    expect(await create({ DelaySeconds: "5" })).toEqual({ QueueUrl: `${BASE}/q` });
    expect(await create({})).toEqual({ QueueUrl: `${BASE}/q` });
    expect(await refusal(create({ VisibilityTimeout: "10", DelaySeconds: "6" }))).toEqual({
      code: "QueueNameExists",
      message: "A queue already exists with the same name and a different value for attribute DelaySeconds",
    });
    await cloud.call(SQS.SetQueueAttributes, { QueueUrl: `${BASE}/q`, Attributes: { DelaySeconds: "6" } });
    expect(await create({ DelaySeconds: "6" })).toEqual({ QueueUrl: `${BASE}/q` });
  });

  it("finds a queue again when its policies say the same in another spelling", async () => {
    const create = (Attributes: Record<string, string>) => cloud.call(SQS.CreateQueue, { QueueName: "q", Attributes });
    await cloud.call(SQS.CreateQueue, { QueueName: "dead" });
    const deadLetterTargetArn = `${ARN}:dead`;
    await create({
      Policy: '{"Version":"2012-10-17","Statement":[{"Sid":"a","Effect":"Deny","Principal":"*"}]}',
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 5 }),
      RedriveAllowPolicy: JSON.stringify({ redrivePermission: "byQueue", sourceQueueArns: [deadLetterTargetArn] }),
    });
    const respelled = {
      Policy: '{ "Statement": [{ "Principal": "*", "Effect": "Deny", "Sid": "a" }], "Version": "2012-10-17" }',
      RedrivePolicy: JSON.stringify({ maxReceiveCount: "5", deadLetterTargetArn }),
      RedriveAllowPolicy: JSON.stringify({ sourceQueueArns: [deadLetterTargetArn], redrivePermission: "byQueue" }),
    };
    expect(await create(respelled)).toEqual({ QueueUrl: `${BASE}/q` });
    for (const different of [
      { Policy: '{"Version":"2012-10-17","Statement":[{"Sid":"b","Effect":"Deny","Principal":"*"}]}' },
      { RedriveAllowPolicy: JSON.stringify({ redrivePermission: "denyAll" }) },
      { Policy: "" },
    ]) {
      expect(await refusal(create(different))).toMatchObject({ code: "QueueNameExists" });
    }
  });

  it("compares each attribute with the queue's own, whatever would follow from setting it", async () => {
    const create = (Attributes: Record<string, string>) =>
      cloud.call(SQS.CreateQueue, { QueueName: "q.fifo", Attributes: { FifoQueue: "true", ...Attributes } });
    await create({ DeduplicationScope: "messageGroup", FifoThroughputLimit: "perMessageGroupId" });
    expect(await refusal(create({ DeduplicationScope: "queue" }))).toEqual({
      code: "QueueNameExists",
      message: "A queue already exists with the same name and a different value for attribute DeduplicationScope",
    });
  });
});

describe("DeleteQueue", () => {
  it("blocks the name for a minute, and takes the messages with it", async () => {
    const { QueueUrl = "" } = await cloud.call(SQS.CreateQueue, { QueueName: "q" });
    await cloud.call(SQS.SendMessage, { QueueUrl, MessageBody: "one" });
    await cloud.call(SQS.DeleteQueue, { QueueUrl });
    expect((await refusal(cloud.call(SQS.SendMessage, { QueueUrl, MessageBody: "two" }))).code).toBe(
      "QueueDoesNotExist",
    );
    await cloud.advance(59_999);
    await cloud.restart();
    expect(await refusal(cloud.call(SQS.CreateQueue, { QueueName: "q" }))).toEqual({
      code: "QueueDeletedRecently",
      message: "You must wait 60 seconds after deleting a queue before you can create another with the same name.",
    });
    await cloud.advance(1);
    await cloud.call(SQS.CreateQueue, { QueueName: "q" });
    expect(await cloud.call(SQS.ReceiveMessage, { QueueUrl })).toEqual({});
  });

  it("leaves no rows of the messages behind", async () => {
    const rows = () => cloud.store.read((tx) => [...tx.range({ from: "", to: "\xff" })].length);
    const before = rows();
    const Attributes = { FifoQueue: "true", ContentBasedDeduplication: "true" };
    const { QueueUrl = "" } = await cloud.call(SQS.CreateQueue, { QueueName: "q.fifo", Attributes });
    for (let index = 0; index < 20; index++) {
      await cloud.call(SQS.SendMessage, { QueueUrl, MessageBody: `${index}`, MessageGroupId: `g${index % 3}` });
    }
    await cloud.call(SQS.ReceiveMessage, { QueueUrl, MaxNumberOfMessages: 5, ReceiveRequestAttemptId: "try" });
    await cloud.call(SQS.DeleteQueue, { QueueUrl });
    await cloud.advance(60_000);
    // The two counters of queues and contents stay, and the minute's usage.
    const usage = cloud.usage().length;
    expect(rows() - before - usage).toBe(2);
  });
});

describe("finding queues", () => {
  it("takes any host, a bare name, and the account of the URL", async () => {
    await cloud.call(SQS.CreateQueue, { QueueName: "q" }, { account: "111122223333" });
    for (const QueueUrl of [
      "https://sqs.us-east-1.amazonaws.com/111122223333/q",
      "http://elsewhere:1/111122223333/q/",
    ]) {
      expect((await attributesOf(QueueUrl)).QueueArn).toBe("arn:aws:sqs:us-east-1:111122223333:q");
    }
    const own = await cloud.call(
      SQS.GetQueueAttributes,
      { QueueUrl: "q", AttributeNames: ["QueueArn"] },
      { account: "111122223333" },
    );
    expect(own.Attributes?.QueueArn).toBe("arn:aws:sqs:us-east-1:111122223333:q");
    expect((await refusal(attributesOf("q"))).code).toBe("QueueDoesNotExist");
    expect((await refusal(attributesOf(""))).code).toBe("QueueDoesNotExist");
    expect((await refusal(cloud.callUnchecked(SQS.PurgeQueue, {}))).code).toBe("QueueDoesNotExist");
  });

  it("lists by prefix and in pages", async () => {
    expect(await cloud.call(SQS.ListQueues, {})).toEqual({});
    for (const QueueName of ["b1", "a1", "a3", "a2"]) await cloud.call(SQS.CreateQueue, { QueueName });
    expect((await cloud.call(SQS.ListQueues, { QueueNamePrefix: "a" })).QueueUrls).toEqual(
      ["a1", "a2", "a3"].map((name) => `${BASE}/${name}`),
    );
    const first = await cloud.call(SQS.ListQueues, { MaxResults: 3 });
    expect(first.QueueUrls).toHaveLength(3);
    const second = await cloud.call(SQS.ListQueues, { MaxResults: 3, NextToken: first.NextToken });
    expect(second).toEqual({ QueueUrls: [`${BASE}/b1`] });
    expect(await cloud.call(SQS.ListQueues, {}, { region: "eu-west-1" })).toEqual({});
  });

  it("gives a URL by name, and only of a queue that is there", async () => {
    await cloud.call(SQS.CreateQueue, { QueueName: "q" });
    expect(await cloud.call(SQS.GetQueueUrl, { QueueName: "q" })).toEqual({ QueueUrl: `${BASE}/q` });
    expect(await refusal(cloud.call(SQS.GetQueueUrl, { QueueName: "p" }))).toEqual({
      code: "QueueDoesNotExist",
      message: "The specified queue does not exist.",
    });
  });
});

describe("attributes and tags", () => {
  it("removes policies with an empty value, and refuses to change the type", async () => {
    const { QueueUrl = "" } = await cloud.call(SQS.CreateQueue, { QueueName: "q", Attributes: { Policy: "{}" } });
    const set = (Attributes: Record<string, string>) =>
      cloud.callUnchecked(SQS.SetQueueAttributes, { QueueUrl, Attributes });
    expect((await attributesOf(QueueUrl)).Policy).toBe("{}");
    await cloud.advance(5_000);
    await set({ Policy: "" });
    expect(await attributesOf(QueueUrl)).toMatchObject({ LastModifiedTimestamp: "1768478405" });
    expect((await attributesOf(QueueUrl)).Policy).toBeUndefined();
    expect((await refusal(set({ FifoQueue: "false" }))).code).toBe("InvalidAttributeName");
    expect((await refusal(set({ DelaySeconds: "1", VisibilityTimeout: "x" }))).code).toBe("InvalidAttributeValue");
    expect((await attributesOf(QueueUrl)).DelaySeconds).toBe("0");
    expect(await cloud.call(SQS.GetQueueAttributes, { QueueUrl })).toEqual({});
    expect(
      await refusal(cloud.callUnchecked(SQS.GetQueueAttributes, { QueueUrl, AttributeNames: ["Foobar"] })),
    ).toEqual({
      code: "InvalidAttributeName",
      message: "Unknown Attribute Foobar.",
    });
  });

  it("says that a FIFO queue stays one", async () => {
    const { QueueUrl = "" } = await cloud.call(SQS.CreateQueue, {
      QueueName: "q.fifo",
      Attributes: { FifoQueue: "true" },
    });
    await cloud.call(SQS.SetQueueAttributes, { QueueUrl, Attributes: { FifoQueue: "true" } });
    expect(await refusal(cloud.call(SQS.SetQueueAttributes, { QueueUrl, Attributes: { FifoQueue: "false" } }))).toEqual(
      {
        code: "InvalidAttributeValue",
        message: "Invalid value for the parameter FifoQueue. Reason: Modifying queue type is not supported.",
      },
    );
    const limit = { FifoThroughputLimit: "perMessageGroupId" };
    expect((await refusal(cloud.call(SQS.SetQueueAttributes, { QueueUrl, Attributes: limit }))).code).toBe(
      "InvalidAttributeValue",
    );
    await cloud.call(SQS.SetQueueAttributes, {
      QueueUrl,
      Attributes: { ...limit, DeduplicationScope: "messageGroup" },
    });
  });

  it("tags and untags", async () => {
    const { QueueUrl = "" } = await cloud.call(SQS.CreateQueue, { QueueName: "q" });
    expect(await cloud.call(SQS.ListQueueTags, { QueueUrl })).toEqual({});
    await cloud.call(SQS.TagQueue, { QueueUrl, Tags: { a: "1", A: "2", empty: "" } });
    await cloud.call(SQS.TagQueue, { QueueUrl, Tags: { a: "3" } });
    await cloud.call(SQS.UntagQueue, { QueueUrl, TagKeys: ["A", "unknown"] });
    await cloud.restart();
    expect(await cloud.call(SQS.ListQueueTags, { QueueUrl })).toEqual({ Tags: { a: "3", empty: "" } });
  });
});

describe("PurgeQueue", () => {
  it("empties the queue in every state, and forgets deduplication ids", async () => {
    const Attributes = { FifoQueue: "true", ContentBasedDeduplication: "true" };
    const { QueueUrl = "" } = await cloud.call(SQS.CreateQueue, { QueueName: "q.fifo", Attributes });
    const send = (MessageBody: string) => cloud.call(SQS.SendMessage, { QueueUrl, MessageBody, MessageGroupId: "g" });
    const first = await send("one");
    await send("two");
    const { Messages: [received] = [] } = await cloud.call(SQS.ReceiveMessage, { QueueUrl });
    await cloud.call(SQS.PurgeQueue, { QueueUrl });
    expect(await attributesOf(QueueUrl)).toMatchObject({
      ApproximateNumberOfMessages: "0",
      ApproximateNumberOfMessagesNotVisible: "0",
    });
    expect(await refusal(cloud.call(SQS.PurgeQueue, { QueueUrl }))).toEqual({
      code: "PurgeQueueInProgress",
      message: "Only one PurgeQueue operation on q.fifo is allowed every 60 seconds.",
    });
    const again = await send("one");
    expect(again.MessageId).not.toBe(first.MessageId);
    expect((again.SequenceNumber ?? "") > (first.SequenceNumber ?? "")).toBe(true);
    // The handle of a purged message is one of a message that is gone.
    await cloud.call(SQS.DeleteMessage, { QueueUrl, ReceiptHandle: received?.ReceiptHandle ?? "" });
    await cloud.advance(60_000);
    expect((await cloud.call(SQS.ReceiveMessage, { QueueUrl })).Messages?.[0]?.Body).toBe("one");
    await cloud.call(SQS.PurgeQueue, { QueueUrl });
  });
});
