import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTestPlatform, type TestPlatform } from "../../../tests/harness/platform.ts";
import { uncovered } from "../../platform/service.ts";
import { SNS } from "../../schema/generated/sns.ts";
import { SQS } from "../../schema/generated/sqs.ts";
import { sqs } from "../sqs/service.ts";
import { sns } from "./service.ts";

const QUEUE_ARN = "arn:aws:sqs:us-east-1:000000000000:orders";

let cloud: TestPlatform;
let TopicArn: string;
let QueueUrl: string;

beforeEach(async () => {
  cloud = await startTestPlatform({ services: [sns, sqs] });
  TopicArn = (await cloud.call(SNS.CreateTopic, { Name: "orders" })).TopicArn ?? "";
  QueueUrl = (await cloud.call(SQS.CreateQueue, { QueueName: "orders" })).QueueUrl ?? "";
});
afterEach(() => cloud.stop());

async function subscribe(Attributes: Readonly<Record<string, string>> = {}): Promise<string> {
  const input = { TopicArn, Protocol: "sqs", Endpoint: QUEUE_ARN, Attributes };
  return (await cloud.call(SNS.Subscribe, input)).SubscriptionArn ?? "";
}

async function receive() {
  await cloud.settle();
  const input = { QueueUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ["All"] };
  return (await cloud.call(SQS.ReceiveMessage, input)).Messages ?? [];
}

describe("SNS", () => {
  it("covers its model", () => expect(uncovered(sns)).toEqual([]));

  it("delivers a raw message with its attributes to a queue", async () => {
    await subscribe({ RawMessageDelivery: "true" });
    await cloud.call(SNS.Publish, {
      TopicArn,
      Message: "hello",
      MessageAttributes: {
        color: { DataType: "String", StringValue: "red" },
        sizes: { DataType: "String.Array", StringValue: '["s","m"]' },
        image: { DataType: "Binary", BinaryValue: new Uint8Array([1, 2]) },
      },
    });
    const [message] = await receive();
    expect(message?.Body).toBe("hello");
    expect(message?.MessageAttributes).toMatchObject({
      color: { DataType: "String", StringValue: "red" },
      sizes: { DataType: "String.Array", StringValue: '["s","m"]' },
      image: { DataType: "Binary", BinaryValue: new Uint8Array([1, 2]) },
    });
  });

  it("keeps back what the filter policy does not let through, and says why", async () => {
    const subscription = await subscribe({ RawMessageDelivery: "true", FilterPolicy: '{"color":["red"]}' });
    const attributes = (color: string) => ({ color: { DataType: "String", StringValue: color } });
    await cloud.call(SNS.Publish, { TopicArn, Message: "one", MessageAttributes: attributes("blue") });
    await cloud.call(SNS.Publish, { TopicArn, Message: "two", MessageAttributes: attributes("red") });
    expect((await receive()).map((each) => each.Body)).toEqual(["two"]);
    const told = cloud.lineage().find((each) => each.outcome === "filtered-out");
    expect(told).toMatchObject({
      kind: "sns.delivery",
      resource: subscription,
      reason: 'The attribute "color" is "blue", which no condition of the filter policy accepts.',
    });
    await cloud.call(SNS.SetSubscriptionAttributes, {
      SubscriptionArn: subscription,
      AttributeName: "FilterPolicy",
      AttributeValue: '{"color":["blue"]}',
    });
    await cloud.call(SNS.Publish, { TopicArn, Message: "three", MessageAttributes: attributes("blue") });
    expect((await receive()).map((each) => each.Body)).toEqual(["three"]);
  });

  it.each(["", "{}"])("lets everything through again once the filter policy is %j", async (AttributeValue) => {
    const SubscriptionArn = await subscribe({ FilterPolicy: '{"color":["red"]}' });
    await cloud.call(SNS.SetSubscriptionAttributes, { SubscriptionArn, AttributeName: "FilterPolicy", AttributeValue });
    const { Attributes } = await cloud.call(SNS.GetSubscriptionAttributes, { SubscriptionArn });
    expect(Attributes).not.toHaveProperty("FilterPolicy");
    expect(Attributes).not.toHaveProperty("FilterPolicyScope");
    await cloud.call(SNS.Publish, { TopicArn, Message: "colourless" });
    expect(await receive()).toHaveLength(1);
  });

  it("filters by the text that MessageStructure gives the protocol", async () => {
    await subscribe({ RawMessageDelivery: "true", FilterPolicyScope: "MessageBody", FilterPolicy: '{"a":{"b":[1]}}' });
    const publish = (message: object) =>
      cloud.call(SNS.Publish, { TopicArn, Message: JSON.stringify(message), MessageStructure: "json" });
    await publish({ default: '{"a":{"b":2}}', sqs: '{"a":{"b":1}}' });
    await publish({ default: '{"a":{"b":1}}', sqs: '{"a":{"b":2}}' });
    expect((await receive()).map((each) => each.Body)).toEqual(['{"a":{"b":1}}']);
  });

  it("leads from the request to the receive in lineage", async () => {
    await subscribe({ RawMessageDelivery: "true" });
    await cloud.call(SNS.Publish, { TopicArn, Message: "hello" });
    await receive();
    const records = new Map(cloud.lineage().map((each) => [each.id, each]));
    const path: string[] = [];
    let record = cloud.lineage().find((each) => each.kind === "sqs.received");
    for (; record !== undefined; record = records.get(record.parent)) path.push(record.kind);
    expect(path).toEqual(["sqs.received", "sqs.message", "sqs.SendMessage", "sns.published", "sns.Publish"]);
  });

  it.each([
    ["Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1", true],
    ["Parent=53995c3f42cd8ad8;Root=1-5759e988-bd862e3fe1be46a994272793", true],
    ["Root=1-5759e988-bd862e3fe1be46a994272793;Note=\u0001", false],
    [`Root=1-5759e988-bd862e3fe1be46a994272793;Note=${"x".repeat(1_024)}`, false],
    ["Root=nonsense", false],
    ["", false],
  ])("gives a queue the X-Ray header %j of the publish: %j", async (traceHeader, isPassedOn) => {
    await subscribe();
    await cloud.call(SNS.Publish, { TopicArn, Message: "hello" }, { traceHeader });
    await cloud.settle();
    const input = { QueueUrl, MessageSystemAttributeNames: ["AWSTraceHeader" as const] };
    const [message] = (await cloud.call(SQS.ReceiveMessage, input)).Messages ?? [];
    expect(message?.Attributes?.AWSTraceHeader).toBe(isPassedOn ? traceHeader : undefined);
  });

  it("counts what it publishes, delivers and filters", async () => {
    await subscribe({ RawMessageDelivery: "true", FilterPolicy: '{"color":["red"]}' });
    await cloud.call(SNS.Publish, { TopicArn, Message: "12345" });
    const red = { color: { DataType: "String", StringValue: "red" } };
    await cloud.call(SNS.Publish, { TopicArn, Message: "12345", MessageAttributes: red });
    await cloud.advance(60_000);
    const sums: Record<string, number> = {};
    for (const each of cloud.metrics()) {
      if (each.namespace !== "AWS/SNS") continue;
      expect(each.dimensions).toEqual({ TopicName: "orders" });
      for (const [value, count] of each.values) sums[each.name] = (sums[each.name] ?? 0) + value * count;
    }
    expect(sums).toEqual({
      NumberOfMessagesPublished: 2,
      PublishSize: 5 + 5 + "color".length + "String".length + "red".length,
      NumberOfNotificationsDelivered: 1,
      NumberOfNotificationsFailed: 0,
      "NumberOfNotificationsFilteredOut-NoMessageAttributes": 1,
    });
  });

  it("publishes a batch in order, with a result for each entry", async () => {
    await subscribe({ RawMessageDelivery: "true" });
    const result = await cloud.call(SNS.PublishBatch, {
      TopicArn,
      PublishBatchRequestEntries: [
        { Id: "1", Message: "one" },
        { Id: "2", Message: "" },
        { Id: "3", Message: "three" },
      ],
    });
    expect(result.Failed).toEqual([
      { Id: "2", Code: "InvalidParameter", Message: "Invalid parameter: Empty message", SenderFault: true },
    ]);
    expect(result.Successful?.map((each) => each.Id)).toEqual(["1", "3"]);
    expect((await receive()).map((each) => each.Body).sort()).toEqual(["one", "three"]);
  });

  it("delivers what was acknowledged after a restart", async () => {
    await subscribe({ RawMessageDelivery: "true" });
    await cloud.call(SNS.Publish, { TopicArn, Message: "hello" });
    await cloud.restart();
    expect((await receive()).map((each) => each.Body)).toContain("hello");
  });

  it("knows topics by their attributes, tags and counts", async () => {
    await cloud.call(SNS.SetTopicAttributes, {
      TopicArn,
      AttributeName: "TracingConfig",
      AttributeValue: "PassThrough",
    });
    const again = await cloud.call(SNS.CreateTopic, { Name: "orders" });
    expect(again.TopicArn).toBe(TopicArn);
    await cloud.call(SNS.SetTopicAttributes, { TopicArn, AttributeName: "DisplayName", AttributeValue: "Orders" });
    const subscription = await subscribe();
    const { Attributes } = await cloud.call(SNS.GetTopicAttributes, { TopicArn });
    expect(Attributes).toMatchObject({
      TopicArn,
      Owner: "000000000000",
      DisplayName: "Orders",
      TracingConfig: "PassThrough",
      SubscriptionsConfirmed: "1",
      SubscriptionsPending: "0",
      SubscriptionsDeleted: "0",
    });
    expect(JSON.parse(Attributes?.EffectiveDeliveryPolicy ?? "")).toEqual({
      http: {
        defaultHealthyRetryPolicy: {
          minDelayTarget: 20,
          maxDelayTarget: 20,
          numRetries: 3,
          numMaxDelayRetries: 0,
          numNoDelayRetries: 0,
          numMinDelayRetries: 0,
          backoffFunction: "linear",
        },
        disableSubscriptionOverrides: false,
        defaultRequestPolicy: { headerContentType: "text/plain; charset=UTF-8" },
      },
    });
    expect(JSON.parse(Attributes?.Policy ?? "").Statement[0].Resource).toBe(TopicArn);
    await cloud.call(SNS.TagResource, { ResourceArn: TopicArn, Tags: [{ Key: "a", Value: "1" }] });
    const { Tags } = await cloud.call(SNS.ListTagsForResource, { ResourceArn: TopicArn });
    expect(Tags).toEqual([{ Key: "a", Value: "1" }]);
    await cloud.call(SNS.AddPermission, {
      TopicArn,
      Label: "other",
      AWSAccountId: ["111111111111"],
      ActionName: ["Publish"],
    });
    const { Attributes: after } = await cloud.call(SNS.GetTopicAttributes, { TopicArn });
    expect(JSON.parse(after?.Policy ?? "").Statement[1]).toMatchObject({ Sid: "other", Action: "SNS:Publish" });
    await cloud.call(SNS.Unsubscribe, { SubscriptionArn: subscription });
    await cloud.call(SNS.Unsubscribe, { SubscriptionArn: subscription });
    const counts = await cloud.call(SNS.GetTopicAttributes, { TopicArn });
    expect(counts.Attributes).toMatchObject({ SubscriptionsConfirmed: "0", SubscriptionsDeleted: "1" });
    await cloud.call(SNS.DeleteTopic, { TopicArn });
    await cloud.call(SNS.DeleteTopic, { TopicArn });
    expect((await cloud.call(SNS.ListTopics, {})).Topics).toEqual([]);
  });

  it("lists more than a page of topics and subscriptions", async () => {
    for (let index = 0; index < 120; index++) {
      await cloud.call(SNS.CreateTopic, { Name: `t${index}` });
      const Endpoint = `arn:aws:sqs:us-east-1:000000000000:q${index}`;
      await cloud.call(SNS.Subscribe, {
        TopicArn,
        Protocol: "sqs",
        Endpoint,
        Attributes: { RawMessageDelivery: "true" },
      });
    }
    const first = await cloud.call(SNS.ListTopics, {});
    const second = await cloud.call(SNS.ListTopics, { NextToken: first.NextToken });
    expect([first.Topics?.length, second.Topics?.length, second.NextToken]).toEqual([100, 21, undefined]);
    for (const list of [
      (NextToken?: string) => cloud.call(SNS.ListSubscriptions, { NextToken }),
      (NextToken?: string) => cloud.call(SNS.ListSubscriptionsByTopic, { TopicArn, NextToken }),
    ]) {
      const page = await list();
      const rest = await list(page.NextToken);
      const arns = [...(page.Subscriptions ?? []), ...(rest.Subscriptions ?? [])].map((each) => each.SubscriptionArn);
      expect([page.Subscriptions?.length, new Set(arns).size, rest.NextToken]).toEqual([100, 120, undefined]);
    }
  });

  it("answers a repeated Subscribe with the same ARN unless it asks for something else", async () => {
    const arn = await subscribe({ RawMessageDelivery: "True" });
    expect(await subscribe({ RawMessageDelivery: "true" })).toBe(arn);
    expect(await subscribe()).toBe(arn);
    expect(await subscribe({ FilterPolicyScope: "MessageAttributes" })).toBe(arn);
    await expect(subscribe({ RawMessageDelivery: "false" })).rejects.toThrow(
      "Invalid parameter: Attributes Reason: Subscription already exists with different attributes",
    );
    const { Attributes } = await cloud.call(SNS.GetSubscriptionAttributes, { SubscriptionArn: arn });
    expect(Attributes).toEqual({
      SubscriptionArn: arn,
      TopicArn,
      Protocol: "sqs",
      Endpoint: QUEUE_ARN,
      Owner: "000000000000",
      SubscriptionPrincipal: "arn:aws:iam::000000000000:root",
      RawMessageDelivery: "true",
      PendingConfirmation: "false",
      ConfirmationWasAuthenticated: "true",
    });
  });
});
