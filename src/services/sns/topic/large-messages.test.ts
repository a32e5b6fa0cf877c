import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTestPlatform, type TestPlatform } from "../../../../tests/harness/platform.ts";
import { outbox } from "../../../platform/effects/outbox.ts";
import { SNS } from "../../../schema/generated/sns.ts";
import { SQS } from "../../../schema/generated/sqs.ts";
import { sqs } from "../../sqs/service.ts";
import { messages, messageUses, replayedMessages, tokens } from "../keyspaces.ts";
import { type Neighbours, neighbours, queueIsDown } from "../neighbours.fixture.ts";
import { sns } from "../service.ts";

const ACCOUNT = "us-east-1:000000000000";
const MEBIBYTE = 1_048_576;

let cloud: TestPlatform;
let others: Neighbours;
afterEach(() => cloud.stop());

async function topic(Attributes: Readonly<Record<string, string>> = {}): Promise<string> {
  const name = { Name: Attributes.FifoTopic === undefined ? "t" : "t.fifo" };
  return (await cloud.call(SNS.CreateTopic, { ...name, Attributes })).TopicArn ?? "";
}
const large = { MaximumMessageSize: String(MEBIBYTE) };
const setSize = (TopicArn: string, AttributeValue: string) =>
  cloud.call(SNS.SetTopicAttributes, { TopicArn, AttributeName: "MaximumMessageSize", AttributeValue });
const sizeOf = async (TopicArn: string) =>
  (await cloud.call(SNS.GetTopicAttributes, { TopicArn })).Attributes?.MaximumMessageSize;
const subscribe = (TopicArn: string, queue = "q", Attributes = {}) =>
  cloud.call(SNS.Subscribe, { TopicArn, Protocol: "sqs", Endpoint: `arn:aws:sqs:${ACCOUNT}:${queue}`, Attributes });
const lambda = (TopicArn: string) =>
  cloud.call(SNS.Subscribe, { TopicArn, Protocol: "lambda", Endpoint: `arn:aws:lambda:${ACCOUNT}:function:f` });
const web = (TopicArn: string) =>
  cloud.call(SNS.Subscribe, {
    TopicArn,
    Protocol: "http",
    Endpoint: "http://a.example",
    ReturnSubscriptionArn: true,
  });

describe("A topic with a MaximumMessageSize above 256 KiB", () => {
  beforeEach(async () => {
    others = neighbours();
    cloud = await startTestPlatform({ services: [sns, ...others.services], ports: { outbound: others.outbound } });
  });

  it.each(["1048577", "1023", "", "x", "1e5", "-1", "300000.5"])("cannot be set to %j", async (size) => {
    const refusal = (what: string) => ({ code: "InvalidParameterException", message: `Invalid parameter: ${what}` });
    const created = topic({ MaximumMessageSize: size });
    await expect(created).rejects.toMatchObject(refusal("Attributes Reason: MaximumMessageSize"));
    const TopicArn = await topic(large);
    await expect(setSize(TopicArn, size)).rejects.toMatchObject(refusal("MaximumMessageSize"));
    expect(await sizeOf(TopicArn)).toBe(String(MEBIBYTE));
  });

  it("publishes as much to queues and functions, and not a byte more", async () => {
    const TopicArn = await topic(large);
    await subscribe(TopicArn, "q", { RawMessageDelivery: "true" });
    await lambda(TopicArn);
    const Message = "x".repeat(MEBIBYTE);
    await expect(cloud.call(SNS.Publish, { TopicArn, Message: `${Message}x` })).rejects.toThrow(
      "Invalid parameter: Message too long",
    );
    await cloud.call(SNS.Publish, { TopicArn, Message });
    // Deliveries of a standard topic have no order: the batch comes when the message has arrived.
    await cloud.settle();
    const half = "x".repeat(MEBIBYTE / 2);
    const batch = (last: string) =>
      cloud.call(SNS.PublishBatch, {
        TopicArn,
        PublishBatchRequestEntries: [half, last].map((each, index) => ({ Id: `${index}`, Message: each })),
      });
    await expect(batch(`${half}x`)).rejects.toMatchObject({ code: "BatchRequestTooLongException" });
    expect((await batch(half)).Failed).toEqual([]);
    await cloud.settle();
    expect(others.sent.map((each) => each.MessageBody.length)).toEqual([MEBIBYTE, MEBIBYTE / 2, MEBIBYTE / 2]);
    const event = JSON.parse(Buffer.from(others.invoked[0]?.Payload ?? []).toString());
    expect(event.Records[0].Sns.Message === Message).toBe(true);
    await setSize(TopicArn, "1024");
    await expect(batch(half)).rejects.toMatchObject({ code: "BatchRequestTooLongException" });
  });

  it("keeps a large message once, and out of the delivery that is tried again and again", async () => {
    const TopicArn = await topic(large);
    await subscribe(TopicArn, "q", { RawMessageDelivery: "true" });
    others.queueFails = queueIsDown;
    await cloud.call(SNS.Publish, { TopicArn, Message: "x".repeat(MEBIBYTE) });
    await cloud.settle();
    const waiting = cloud.store.read((tx) => [...outbox.range(tx, [])].map((row) => row.value.payload));
    expect(waiting).toMatchObject([{ message: expect.stringMatching(/^[0-9a-f-]{36}$/) }]);
    others.queueFails = () => undefined;
    await cloud.advance(60_000);
    expect(others.sent).toHaveLength(1);
    expect(cloud.store.read((tx) => [...messages.keys(tx, []), ...messageUses.keys(tx, [])])).toEqual([]);
  });

  it("replays a few large messages at a time", async () => {
    const archive = { ArchivePolicy: '{"MessageRetentionPeriod":1}' };
    const TopicArn = await topic({ ...large, ...archive, FifoTopic: "true" });
    for (let index = 0; index < 10; index++) {
      const ids = { MessageGroupId: "g", MessageDeduplicationId: `${index}` };
      await cloud.call(SNS.Publish, { TopicArn, Message: "x".repeat(MEBIBYTE), ...ids });
    }
    others.queueFails = queueIsDown;
    const ReplayPolicy = '{"PointType":"Timestamp","StartingPoint":"2026-01-15T12:00:00Z"}';
    await subscribe(TopicArn, "q.fifo", { RawMessageDelivery: "true", ReplayPolicy });
    await cloud.settle();
    expect(cloud.store.read((tx) => [...replayedMessages.keys(tx, [])])).toHaveLength(4);
    others.queueFails = () => undefined;
    await cloud.advance(60_000);
    expect(others.sent.map((each) => each.MessageDeduplicationId)).toEqual([
      "0",
      "1",
      "2",
      "3",
      "4",
      "5",
      "6",
      "7",
      "8",
      "9",
    ]);
  });

  it("has queues and functions alone", async () => {
    const TopicArn = await topic();
    const { SubscriptionArn = "" } = await web(TopicArn);
    const refusal = {
      code: "InvalidParameterException",
      message:
        "Invalid parameter: MaximumMessageSize Reason: a topic with a MaximumMessageSize above 262144 can have sqs, " +
        "lambda and firehose subscriptions alone, and none of the protocol http",
    };
    await setSize(TopicArn, "262144");
    await expect(setSize(TopicArn, "262145")).rejects.toMatchObject(refusal);
    expect(await sizeOf(TopicArn)).toBe("262144");
    const newest = () => {
      const all = cloud.store.read((tx) => [...tokens.range(tx, [])]);
      return all.toSorted((one, other) => other.value.endsAt - one.value.endsAt)[0]?.key[0] ?? "";
    };
    await cloud.call(SNS.ConfirmSubscription, { TopicArn, Token: newest() });
    await cloud.advance(1);
    // By the link in a message, which sends a token to take that back.
    const caller = { kind: "anonymous", account: "000000000000", arn: "", userId: "", accessKeyId: "" } as const;
    await cloud.call(SNS.Unsubscribe, { SubscriptionArn }, { caller });
    const Token = newest();
    await setSize(TopicArn, "262145");
    await expect(web(TopicArn)).rejects.toMatchObject(refusal);
    // Nor does a token bring back what may not be there.
    await expect(cloud.call(SNS.ConfirmSubscription, { TopicArn, Token })).rejects.toMatchObject(refusal);
    await lambda(TopicArn);
    await subscribe(TopicArn);
  });

  it("has a hundred subscriptions at most", async () => {
    const TopicArn = await topic();
    for (let index = 0; index < 101; index++) await subscribe(TopicArn, `q${index}`);
    const sentence = "can have 100 subscriptions at most";
    await expect(setSize(TopicArn, "262145")).rejects.toThrow(sentence);
    const { Subscriptions = [] } = await cloud.call(SNS.ListSubscriptions, {});
    await cloud.call(SNS.Unsubscribe, { SubscriptionArn: Subscriptions[0]?.SubscriptionArn ?? "" });
    await setSize(TopicArn, "262145");
    await expect(subscribe(TopicArn, "new")).rejects.toThrow(sentence);
    await setSize(TopicArn, "262144");
    await subscribe(TopicArn, "new");
  });
});

describe("A message of a mebibyte", () => {
  it("arrives whole in a queue of SQS", async () => {
    cloud = await startTestPlatform({ services: [sns, sqs] });
    const { QueueUrl = "" } = await cloud.call(SQS.CreateQueue, { QueueName: "q" });
    const TopicArn = await topic(large);
    await subscribe(TopicArn, "q", { RawMessageDelivery: "true" });
    const Message = "é".repeat(MEBIBYTE / 2);
    await cloud.call(SNS.Publish, { TopicArn, Message });
    await cloud.settle();
    const { Messages = [] } = await cloud.call(SQS.ReceiveMessage, { QueueUrl });
    expect(Messages[0]?.Body === Message).toBe(true);
  });
});
