/** Whom a published message reaches, and what is recorded and counted of those whom a filter policy keeps it from. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTestPlatform, type TestPlatform } from "../../../../tests/harness/platform.ts";
import { SNS } from "../../../schema/generated/sns.ts";
import { type Neighbours, neighbours } from "../neighbours.fixture.ts";
import { sns } from "../service.ts";

let cloud: TestPlatform;
let others: Neighbours;
let TopicArn: string;
beforeEach(async () => {
  others = neighbours();
  cloud = await startTestPlatform({ services: [sns, ...others.services] });
  TopicArn = (await cloud.call(SNS.CreateTopic, { Name: "orders" })).TopicArn ?? "";
});
afterEach(() => cloud.stop());

async function subscribe(queue: string, Attributes: Readonly<Record<string, string>> = {}): Promise<string> {
  const Endpoint = `arn:aws:sqs:us-east-1:000000000000:${queue}`;
  const raw = { RawMessageDelivery: "true", ...Attributes };
  const answer = await cloud.call(SNS.Subscribe, { TopicArn, Protocol: "sqs", Endpoint, Attributes: raw });
  return answer.SubscriptionArn ?? "";
}

async function publish(Message: string, color?: string): Promise<readonly string[]> {
  others.sent.length = 0;
  await cloud.call(SNS.Publish, {
    TopicArn,
    Message,
    ...(color === undefined ? {} : { MessageAttributes: { color: { DataType: "String", StringValue: color } } }),
  });
  await cloud.settle();
  return others.sent.map((each) => each.queue).toSorted();
}

/** How often each value of each of SNS's filter metrics came, as `name value: samples`. */
async function filterMetrics(): Promise<readonly string[]> {
  await cloud.advance(60_000);
  return cloud
    .metrics()
    .filter(({ name }) => /Filtered|NotificationsFailed/.test(name))
    .flatMap(({ name, values }) => [...values].map(([value, samples]) => `${name} ${value}: ${samples}`))
    .toSorted();
}

describe("a topic with filtering subscriptions", () => {
  it("reaches those whose policies match, and follows every change of them", async () => {
    const red = await subscribe("red", { FilterPolicy: '{"color":["red"]}' });
    await subscribe("all");
    expect(await publish("1", "red")).toEqual(["all", "red"]);
    expect(await publish("2", "blue")).toEqual(["all"]);
    await subscribe("blue", { FilterPolicy: '{"color":["blue"]}' });
    expect(await publish("3", "blue")).toEqual(["all", "blue"]);
    const change = (AttributeName: string, AttributeValue: string) =>
      cloud.call(SNS.SetSubscriptionAttributes, { SubscriptionArn: red, AttributeName, AttributeValue });
    await change("FilterPolicyScope", "MessageBody");
    expect(await publish('{"color":"red"}')).toEqual(["all", "red"]);
    await change("FilterPolicy", "");
    expect(await publish("4")).toEqual(["all", "red"]);
    await cloud.restart();
    expect(await publish("5", "blue")).toEqual(["all", "blue", "red"]);
    await cloud.call(SNS.Unsubscribe, { SubscriptionArn: red });
    expect(await publish("6", "blue")).toEqual(["all", "blue"]);
  });

  it("records each subscription that a message was kept from, with the message as its cause", async () => {
    const arns = [await subscribe("one", { FilterPolicy: '{"color":["red"]}' })];
    arns.push(await subscribe("two", { FilterPolicy: '{"color":[{"prefix":"r"}]}' }));
    await publish("hello", "blue");
    const cause = cloud.lineage().find(({ kind }) => kind === "sns.published");
    const told = cloud.lineage().filter(({ outcome }) => outcome === "filtered-out");
    expect(told.map(({ resource }) => resource).toSorted()).toEqual(arns.toSorted());
    for (const each of told) expect(each).toMatchObject({ parent: cause?.id, subject: cause?.subject });
  });

  it("counts a sample for each subscription, by scope", async () => {
    await subscribe("one", { FilterPolicy: '{"color":["red"]}' });
    await subscribe("two", { FilterPolicy: '{"color":["green"]}' });
    await subscribe("three", { FilterPolicy: '{"color":["red"]}', FilterPolicyScope: "MessageBody" });
    await publish("{}", "blue");
    await publish("{}", "blue");
    expect(await filterMetrics()).toEqual([
      "NumberOfNotificationsFailed 0: 6",
      "NumberOfNotificationsFilteredOut 1: 6",
      "NumberOfNotificationsFilteredOut-MessageAttributes 1: 4",
      "NumberOfNotificationsFilteredOut-MessageBody 1: 2",
    ]);
  });

  it("counts what cannot be judged by its reason alone", async () => {
    await subscribe("one", { FilterPolicy: '{"color":["red"]}' });
    await subscribe("two", { FilterPolicy: '{"color":["red"]}', FilterPolicyScope: "MessageBody" });
    await publish("plain");
    await cloud.call(SNS.Publish, {
      TopicArn,
      Message: "[]",
      MessageAttributes: { color: { DataType: "Number", StringValue: "red" } },
    });
    expect(await filterMetrics()).toEqual([
      "NumberOfNotificationsFilteredOut-InvalidAttributes 1: 1",
      "NumberOfNotificationsFilteredOut-InvalidMessageBody 1: 2",
      "NumberOfNotificationsFilteredOut-NoMessageAttributes 1: 1",
    ]);
  });

  it("keeps back what a policy on the body keeps back of one protocol's own text", async () => {
    await subscribe("queue", { FilterPolicy: '{"a":[1]}', FilterPolicyScope: "MessageBody" });
    const structured = (sqs: string) =>
      cloud.call(SNS.Publish, {
        TopicArn,
        Message: JSON.stringify({ default: '{"a":1}', sqs }),
        MessageStructure: "json",
      });
    await structured('{"a":2}');
    await cloud.settle();
    expect(others.sent).toEqual([]);
    await structured('{"a":1,"b":2}');
    await cloud.settle();
    expect(others.sent.map((each) => each.MessageBody)).toEqual(['{"a":1,"b":2}']);
  });
});
