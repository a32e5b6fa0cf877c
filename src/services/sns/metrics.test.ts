import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTestPlatform, type TestPlatform } from "../../../tests/harness/platform.ts";
import { SNS } from "../../schema/generated/sns.ts";
import { answered, type Neighbours, neighbours, queueIsDown, queueIsGone } from "./neighbours.fixture.ts";
import { sns } from "./service.ts";

const QUEUE_ARN = "arn:aws:sqs:us-east-1:000000000000:orders";
const FUNCTION_ARN = "arn:aws:lambda:us-east-1:000000000000:function:work";
const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: "arn:aws:sqs:us-east-1:000000000000:failed" });
const RED = { color: { DataType: "String", StringValue: "red" } };

let cloud: TestPlatform;
let others: Neighbours;
let TopicArn: string;

beforeEach(async () => {
  others = neighbours();
  const { services, outbound } = others;
  cloud = await startTestPlatform({ services: [sns, ...services], ports: { outbound } });
  TopicArn = (await cloud.call(SNS.CreateTopic, { Name: "orders" })).TopicArn ?? "";
});
afterEach(() => cloud.stop());

async function subscribe(Protocol: string, Endpoint: string, Attributes: Record<string, string> = {}): Promise<void> {
  const given = Protocol === "lambda" ? Attributes : { RawMessageDelivery: "true", ...Attributes };
  await cloud.call(SNS.Subscribe, { TopicArn, Protocol, Endpoint, Attributes: given });
  await cloud.settle();
  if (Protocol !== "http") return;
  const { Token } = JSON.parse(Buffer.from(others.posted.at(-1)?.body ?? []).toString());
  await cloud.call(SNS.ConfirmSubscription, { TopicArn, Token });
}

const publish = (Message: string, MessageAttributes = {}): Promise<unknown> =>
  cloud.call(SNS.Publish, { TopicArn, Message, MessageAttributes });

/** Every sample of the topic so far, by metric, in the order of their values. */
async function samples(): Promise<Readonly<Record<string, readonly number[]>>> {
  await cloud.advance(60_000);
  const found: Record<string, number[]> = {};
  for (const { namespace, name, unit, dimensions, values } of cloud.metrics()) {
    if (namespace !== "AWS/SNS") continue;
    expect([name, dimensions, unit]).toEqual([
      name,
      { TopicName: "orders" },
      name === "PublishSize" ? "Bytes" : "Count",
    ]);
    for (const [value, count] of values) (found[name] ??= []).push(...Array.from({ length: count }, () => value));
  }
  for (const each of Object.values(found)) each.sort((one, other) => one - other);
  return found;
}

const PUBLISHED = { NumberOfMessagesPublished: [1], PublishSize: [5] };
const FILTERED = "NumberOfNotificationsFilteredOut";
const DELIVERED = { NumberOfNotificationsDelivered: [1], NumberOfNotificationsFailed: [0] };

interface Case {
  readonly name: string;
  readonly act: () => Promise<unknown>;
  readonly expected: Readonly<Record<string, readonly number[]>>;
}

/** Publishes to a queue whose subscription has a filter policy, on attributes unless it says otherwise. */
async function filtered(filter: Record<string, string>, message: string, attributes = {}): Promise<void> {
  await subscribe("sqs", QUEUE_ARN, filter);
  await publish(message, attributes);
}

const BY_SIZE = { FilterPolicy: '{"size":["s"]}' };
const BY_BODY = { FilterPolicy: '{"a":[1]}', FilterPolicyScope: "MessageBody" };

const CASES: readonly Case[] = [
  { name: "nothing happens", act: async () => {}, expected: {} },
  { name: "a topic has no subscription", act: () => publish("hello"), expected: PUBLISHED },
  {
    name: "attributes count for the size, and the subject does not",
    act: () => cloud.call(SNS.Publish, { TopicArn, Message: "hello", Subject: "greeting", MessageAttributes: RED }),
    expected: { NumberOfMessagesPublished: [1], PublishSize: [5 + "colorStringred".length] },
  },
  {
    name: "a batch is one sample, with what was accepted and what was sent",
    act: async () => {
      await subscribe("sqs", QUEUE_ARN);
      const Message = "hello";
      await cloud.call(SNS.PublishBatch, {
        TopicArn,
        PublishBatchRequestEntries: [
          { Id: "1", Message },
          { Id: "2", Message, Subject: "no\nline breaks" },
          { Id: "3", Message, MessageAttributes: RED },
        ],
      });
    },
    expected: {
      NumberOfMessagesPublished: [2],
      PublishSize: [15 + "colorStringred".length],
      NumberOfNotificationsDelivered: [1, 1],
      NumberOfNotificationsFailed: [0, 0],
    },
  },
  {
    name: "a refused publish counts nothing",
    act: () => publish("").catch(() => {}),
    expected: {},
  },
  {
    name: "a function takes a message",
    act: async () => {
      await subscribe("lambda", FUNCTION_ARN);
      await publish("hello");
    },
    expected: { ...PUBLISHED, ...DELIVERED },
  },
  {
    name: "a queue takes a message after two retries",
    act: async () => {
      await subscribe("sqs", QUEUE_ARN);
      let tries = 0;
      others.queueFails = () => (tries++ < 2 ? queueIsDown() : undefined);
      await publish("hello");
    },
    expected: { ...PUBLISHED, ...DELIVERED },
  },
  {
    name: "a queue is gone",
    act: async () => {
      await subscribe("sqs", QUEUE_ARN);
      others.queueFails = queueIsGone;
      await publish("hello");
    },
    expected: { ...PUBLISHED, NumberOfNotificationsFailed: [1] },
  },
  {
    name: "a dead-letter queue takes what a queue did not",
    act: async () => {
      await subscribe("sqs", QUEUE_ARN, { RedrivePolicy });
      others.queueFails = (queue) => (queue === "orders" ? queueIsGone() : undefined);
      await publish("hello");
    },
    expected: {
      ...PUBLISHED,
      NumberOfNotificationsFailed: [1],
      NumberOfNotificationsRedrivenToDlq: [1],
      NumberOfNotificationsFailedToRedriveToDlq: [0],
    },
  },
  {
    name: "a dead-letter queue is gone, too",
    act: async () => {
      await subscribe("sqs", QUEUE_ARN, { RedrivePolicy });
      others.queueFails = queueIsGone;
      await publish("hello");
    },
    expected: {
      ...PUBLISHED,
      NumberOfNotificationsFailed: [1],
      NumberOfNotificationsFailedToRedriveToDlq: [1],
    },
  },
  {
    name: "an endpoint fails four times, and each counts",
    act: async () => {
      await subscribe("http", "http://hooks.example/", { RedrivePolicy });
      others.answer = () => answered(503);
      await publish("hello");
      await cloud.advance(300_000);
    },
    expected: {
      ...PUBLISHED,
      NumberOfNotificationsFailed: [1, 1, 1, 1],
      NumberOfNotificationsRedrivenToDlq: [1],
      NumberOfNotificationsFailedToRedriveToDlq: [0],
    },
  },
  {
    name: "an endpoint fails once",
    act: async () => {
      await subscribe("http", "http://hooks.example/");
      let tries = 0;
      others.answer = () => answered(tries++ === 0 ? 500 : 204);
      await publish("hello");
      await cloud.advance(300_000);
    },
    expected: { ...PUBLISHED, NumberOfNotificationsDelivered: [1], NumberOfNotificationsFailed: [0, 1] },
  },
  {
    name: "an endpoint answers 404, which counts as delivered",
    act: async () => {
      await subscribe("http", "http://hooks.example/");
      others.answer = () => answered(404);
      await publish("hello");
    },
    expected: { ...PUBLISHED, ...DELIVERED },
  },
  {
    name: "attributes do not match",
    act: () => filtered(BY_SIZE, "hello", RED),
    expected: {
      NumberOfMessagesPublished: [1],
      PublishSize: [5 + "colorStringred".length],
      NumberOfNotificationsFailed: [0],
      [FILTERED]: [1],
      [`${FILTERED}-MessageAttributes`]: [1],
    },
  },
  {
    name: "there are no attributes",
    act: () => filtered(BY_SIZE, "hello"),
    expected: { ...PUBLISHED, [`${FILTERED}-NoMessageAttributes`]: [1] },
  },
  {
    name: "an attribute is malformed, though the policy does not name it",
    act: () => filtered(BY_SIZE, "hello", { a: { DataType: "String.Array", StringValue: "no array" } }),
    expected: {
      NumberOfMessagesPublished: [1],
      PublishSize: [5 + "aString.Arrayno array".length],
      [`${FILTERED}-InvalidAttributes`]: [1],
    },
  },
  {
    name: "a body does not match",
    act: () => filtered(BY_BODY, '{"a":2}'),
    expected: {
      NumberOfMessagesPublished: [1],
      PublishSize: [7],
      NumberOfNotificationsFailed: [0],
      [FILTERED]: [1],
      [`${FILTERED}-MessageBody`]: [1],
    },
  },
  {
    name: "a body is no JSON object",
    act: () => filtered(BY_BODY, "hello"),
    expected: { ...PUBLISHED, [`${FILTERED}-InvalidMessageBody`]: [1] },
  },
  {
    name: "a subscription is not confirmed",
    act: async () => {
      await cloud.call(SNS.Subscribe, { TopicArn, Protocol: "http", Endpoint: "http://hooks.example/" });
      await publish("hello");
    },
    expected: PUBLISHED,
  },
];

describe("the samples when", () => {
  it.each(CASES)("$name", async ({ act, expected }) => {
    await act();
    await cloud.settle();
    expect(await samples()).toEqual(expected);
  });
});

it("a minute without activity has no samples", async () => {
  await publish("hello");
  const before = await samples();
  expect(Object.keys(before).length).toBe(2);
  await cloud.advance(600_000);
  expect(await samples()).toEqual(before);
});
