import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTestPlatform, type TestPlatform } from "../../../../tests/harness/platform.ts";
import { SNS } from "../../../schema/generated/sns.ts";
import { deduplication, topicCounts } from "../keyspaces.ts";
import { FIFO_SUBSCRIPTIONS_MAX, FIFO_TOPICS_MAX } from "../limits.ts";
import { type Neighbours, neighbours, queueIsDown, queueIsGone } from "../neighbours.fixture.ts";
import { sns } from "../service.ts";

let cloud: TestPlatform;
let others: Neighbours;
let TopicArn: string;

beforeEach(async () => {
  others = neighbours();
  cloud = await startTestPlatform({ services: [sns, ...others.services] });
  const Attributes = { FifoTopic: "true", ContentBasedDeduplication: "true" };
  TopicArn = (await cloud.call(SNS.CreateTopic, { Name: "orders.fifo", Attributes })).TopicArn ?? "";
  for (const queue of ["orders.fifo", "plain"]) {
    await cloud.call(SNS.Subscribe, {
      TopicArn,
      Protocol: "sqs",
      Endpoint: `arn:aws:sqs:us-east-1:000000000000:${queue}`,
      Attributes: { RawMessageDelivery: "true" },
    });
  }
});
afterEach(() => cloud.stop());

const publish = (Message: string, MessageGroupId = "g", MessageDeduplicationId?: string) =>
  cloud.call(SNS.Publish, { TopicArn, Message, MessageGroupId, MessageDeduplicationId });

const bodies = (queue: string): readonly string[] =>
  others.sent.filter((each) => each.queue === queue).map((each) => each.MessageBody);

describe("FIFO topics", () => {
  it("pass group and deduplication id to FIFO queues, and neither to standard ones", async () => {
    await publish("Test");
    await cloud.settle();
    expect(others.sent.find((each) => each.queue === "orders.fifo")).toMatchObject({
      MessageGroupId: "g",
      MessageDeduplicationId: "532eaabd9574880dbf76b9b8cc00832c20a6ec113d682299550d7a6e0f345e25",
    });
    const plain = others.sent.find((each) => each.queue === "plain");
    expect(plain?.MessageGroupId).toBeUndefined();
    expect(plain?.MessageDeduplicationId).toBeUndefined();
  });

  it("keep the order of a group while its queue is down, across a restart, and do not hold up other groups", async () => {
    others.queueFails = (queue) => (queue === "orders.fifo" ? queueIsDown() : undefined);
    for (const message of ["1", "2", "3"]) await publish(message);
    await cloud.settle();
    expect(bodies("plain")).toEqual(["1", "2", "3"]);
    await cloud.restart();
    await publish("4");
    others.queueFails = () => undefined;
    await publish("other", "h");
    await cloud.settle();
    expect(bodies("orders.fifo")).toEqual(["other"]);
    await cloud.advance(60_000);
    expect(bodies("orders.fifo")).toEqual(["other", "1", "2", "3", "4"]);
  });

  it("answer a duplicate with the same ids for five minutes, also after a restart, and deliver it once", async () => {
    const first = await publish("one", "g", "id");
    expect(first.SequenceNumber).toMatch(/^\d{20}$/);
    await cloud.advance(299_999);
    await cloud.restart();
    expect(await publish("two", "g", "id")).toEqual(first);
    await cloud.settle();
    expect(bodies("orders.fifo")).toEqual(["one"]);
    expect(cloud.lineage().some((each) => each.outcome === "deduplicated")).toBe(true);
    await cloud.advance(1);
    const second = await publish("three", "g", "id");
    expect(second.MessageId).not.toBe(first.MessageId);
    expect(BigInt(second.SequenceNumber ?? 0) > BigInt(first.SequenceNumber ?? 0)).toBe(true);
  });

  it("forget deduplication ids that have ended", async () => {
    for (let index = 0; index < 20; index++) await publish(`${index}`);
    await cloud.advance(361_000);
    expect(cloud.store.read((tx) => [...deduplication.keys(tx, [])])).toEqual([]);
  });

  it("deduplicate within a group where the scope says so", async () => {
    const first = await publish("one", "g", "id");
    expect(await publish("one", "h", "id")).toEqual(first);
    await cloud.call(SNS.SetTopicAttributes, {
      TopicArn,
      AttributeName: "FifoThroughputScope",
      AttributeValue: "MessageGroup",
    });
    const second = await publish("two", "g", "other");
    expect(await publish("two", "h", "other")).not.toEqual(second);
    expect(await publish("two", "g", "other")).toEqual(second);
  });

  it("number envelopes and do not sign them", async () => {
    const Endpoint = "arn:aws:sqs:us-east-1:000000000000:enveloped.fifo";
    await cloud.call(SNS.Subscribe, { TopicArn, Protocol: "sqs", Endpoint });
    const { SequenceNumber, MessageId } = await publish("hello");
    await cloud.settle();
    const envelope = JSON.parse(bodies("enveloped.fifo")[0] ?? "");
    expect(Object.keys(envelope)).toEqual([
      "Type",
      "MessageId",
      "SequenceNumber",
      "TopicArn",
      "Message",
      "Timestamp",
      "UnsubscribeURL",
    ]);
    expect(envelope).toMatchObject({ SequenceNumber, MessageId });
  });

  it("answer a republished batch with the ids of the first, and deliver each message once", async () => {
    const entry = (Id: string, Message: string) => ({ Id, Message, MessageGroupId: "g" });
    const batch = () =>
      cloud.call(SNS.PublishBatch, {
        TopicArn,
        PublishBatchRequestEntries: [entry("1", "one"), entry("2", "two"), entry("3", "one")],
      });
    const first = await batch();
    expect(await batch()).toEqual(first);
    const [one, , again] = first.Successful ?? [];
    expect(again).toEqual({ ...one, Id: "3" });
    await cloud.settle();
    for (const queue of ["orders.fifo", "plain"]) expect(bodies(queue)).toEqual(["one", "two"]);
  });

  it("have a hundred subscriptions at most", async () => {
    const subscribe = (index: number) =>
      cloud.call(SNS.Subscribe, {
        TopicArn,
        Protocol: "sqs",
        Endpoint: `arn:aws:sqs:us-east-1:000000000000:q${index}`,
      });
    for (let index = 2; index < FIFO_SUBSCRIPTIONS_MAX; index++) await subscribe(index);
    await expect(subscribe(FIFO_SUBSCRIPTIONS_MAX)).rejects.toMatchObject({
      code: "SubscriptionLimitExceededException",
    });
    // One that is there already is no further one.
    await subscribe(2);
  });

  it("are a thousand at most in an account and region, also when older data did not count them", async () => {
    const Attributes = { FifoTopic: "true" };
    const create = (index: number) => cloud.call(SNS.CreateTopic, { Name: `t${index}.fifo`, Attributes });
    for (let index = 1; index < FIFO_TOPICS_MAX; index++) await create(index);
    await cloud.scope().write(({ tx }) => topicCounts.delete(tx, ["000000000000", "us-east-1", "fifo"]));
    await expect(create(FIFO_TOPICS_MAX)).rejects.toMatchObject({ code: "TopicLimitExceededException" });
    await create(1);
    await cloud.call(SNS.CreateTopic, { Name: "standard" });
    await cloud.call(SNS.DeleteTopic, { TopicArn });
    await create(FIFO_TOPICS_MAX);
    await expect(create(FIFO_TOPICS_MAX + 1)).rejects.toMatchObject({ code: "TopicLimitExceededException" });
  });

  it("keep group and order on the way to a dead-letter queue", async () => {
    const arn = "arn:aws:sqs:us-east-1:000000000000";
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: `${arn}:failed.fifo` });
    const Attributes = { RawMessageDelivery: "true", RedrivePolicy };
    await cloud.call(SNS.Subscribe, { TopicArn, Protocol: "sqs", Endpoint: `${arn}:gone.fifo`, Attributes });
    others.queueFails = (queue) => (queue === "gone.fifo" ? queueIsGone() : undefined);
    for (const message of ["1", "2", "3"]) await publish(message);
    await cloud.settle();
    expect(bodies("failed.fifo")).toEqual(["1", "2", "3"]);
    expect(others.sent.find((each) => each.queue === "failed.fifo")?.MessageGroupId).toBe("g");
  });
});
