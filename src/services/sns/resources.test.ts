import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTestPlatform, type TestPlatform } from "../../../tests/harness/platform.ts";
import type { ResourceScope } from "../../platform/resource-type.ts";
import { SNS } from "../../schema/generated/sns.ts";
import { outboxPage } from "./outbox/outbox.ts";
import { subscriptionResource, topicPolicyResource, topicResource } from "./resources.ts";
import { sns } from "./service.ts";

const QUEUE = "arn:aws:sqs:us-east-1:000000000000:q";

let cloud: TestPlatform;
beforeEach(async () => {
  cloud = await startTestPlatform({ services: [sns] });
});
afterEach(() => cloud.stop());

function scope(logicalId = "Topic"): ResourceScope {
  const stack = {
    stackId: "arn:aws:cloudformation:us-east-1:000000000000:stack/s/1",
    stackName: "s",
    logicalId,
    stackTags: { team: "a" },
    generatedName: (maximumLength: number) => `s-${logicalId}-RANDOM`.slice(0, maximumLength),
  };
  return Object.assign(cloud.scope(), stack);
}

async function attributesOf(SubscriptionArn: string): Promise<Readonly<Record<string, string>>> {
  return (await cloud.call(SNS.GetSubscriptionAttributes, { SubscriptionArn })).Attributes ?? {};
}

describe("AWS::SNS::Topic", () => {
  it("is made with a generated name, once, however often its creation runs", async () => {
    const properties = { FifoTopic: "true", ContentBasedDeduplication: true, Tags: [{ Key: "k", Value: "v" }] };
    const made = await topicResource.create(properties, scope());
    expect(made).toEqual({
      physicalId: "arn:aws:sns:us-east-1:000000000000:s-Topic-RANDOM.fifo",
      attributes: {
        TopicArn: "arn:aws:sns:us-east-1:000000000000:s-Topic-RANDOM.fifo",
        TopicName: "s-Topic-RANDOM.fifo",
      },
    });
    expect(await topicResource.create(properties, scope())).toEqual(made);
    const { Tags } = await cloud.call(SNS.ListTagsForResource, { ResourceArn: made.physicalId });
    expect(Tags).toContainEqual({ Key: "team", Value: "a" });
    expect(Tags).toContainEqual({ Key: "k", Value: "v" });
    await topicResource.delete(made, properties, scope());
    await topicResource.delete(made, properties, scope());
  });

  it("is not made of an unclear FifoTopic", async () => {
    await expect(topicResource.create({ FifoTopic: "yes" }, scope())).rejects.toMatchObject({
      code: "ValidationError",
      message: 'Properties validation failed: "yes" is not true or false',
    });
  });

  it("does not take over a topic that is somebody else's", async () => {
    await cloud.call(SNS.CreateTopic, { Name: "taken" });
    await expect(topicResource.create({ TopicName: "taken" }, scope())).rejects.toThrow("already exists");
  });

  it("follows its list of subscriptions and its attributes", async () => {
    const previous = { TopicName: "t", DisplayName: "d", Subscription: [{ Protocol: "sqs", Endpoint: QUEUE }] };
    const made = await topicResource.create(previous, scope());
    const properties = { TopicName: "t", Subscription: [{ Protocol: "sqs", Endpoint: `${QUEUE}2` }] };
    await topicResource.update(made, { properties, previous }, scope());
    const { Subscriptions } = await cloud.call(SNS.ListSubscriptionsByTopic, { TopicArn: made.physicalId });
    expect(Subscriptions?.map((each) => each.Endpoint)).toEqual([`${QUEUE}2`]);
    const { Attributes } = await cloud.call(SNS.GetTopicAttributes, { TopicArn: made.physicalId });
    expect(Attributes?.DisplayName).toBe("");
  });

  it("asks nobody again to confirm who is in its list already", async () => {
    const mailbox = { Protocol: "email", Endpoint: "someone@a.example" };
    const previous = { TopicName: "t", DisplayName: "d", Subscription: [mailbox] };
    const made = await topicResource.create(previous, scope());
    const other = { Protocol: "email", Endpoint: "other@a.example" };
    const properties = { ...previous, DisplayName: "e", Subscription: [mailbox, other] };
    await topicResource.update(made, { properties, previous }, scope());
    await cloud.settle();
    const { sends } = cloud.scope().read((at) => outboxPage(at, { limit: 10 }));
    expect(sends.map((each) => each.to).toSorted()).toEqual([other.Endpoint, mailbox.Endpoint]);
  });
});

describe("AWS::SNS::Topic, with an archive and a data protection policy", () => {
  const ArchivePolicy = { MessageRetentionPeriod: "30" };
  const DataProtectionPolicy = { Name: "n", Version: "2021-06-01", Statement: [] };
  const bare = { TopicName: "t.fifo", FifoTopic: true };
  const shown = async (TopicArn: string) => {
    const { Attributes } = await cloud.call(SNS.GetTopicAttributes, { TopicArn });
    const policy = await cloud.call(SNS.GetDataProtectionPolicy, { ResourceArn: TopicArn });
    return [Attributes?.ArchivePolicy, policy.DataProtectionPolicy];
  };

  it("has them from its creation, and gains and loses them by updates", async () => {
    const whole = { ...bare, ArchivePolicy, DataProtectionPolicy, TracingConfig: "PassThrough" };
    const made = await topicResource.create(whole, scope());
    expect(await topicResource.create(whole, scope())).toEqual(made);
    const both = [JSON.stringify(ArchivePolicy), JSON.stringify(DataProtectionPolicy)];
    expect(await shown(made.physicalId)).toEqual(both);
    await expect(topicResource.delete(made, whole, scope())).rejects.toMatchObject({ code: "InvalidStateException" });
    await topicResource.update(made, { properties: bare, previous: whole }, scope());
    expect(await shown(made.physicalId)).toEqual([undefined, ""]);
    await topicResource.update(made, { properties: whole, previous: bare }, scope());
    expect(await shown(made.physicalId)).toEqual(both);
  });

  it.each([
    [{ DataProtectionPolicy: { ...DataProtectionPolicy, Statement: [{}] } }, "InvalidParameterException"],
    [{ ArchivePolicy: { MessageRetentionPeriod: 0 } }, "InvalidParameterException"],
    [{ TracingConfig: "Active" }, "NotImplemented"],
  ])("is not made with %j", async (properties, code) => {
    await expect(topicResource.create({ ...bare, ...properties }, scope())).rejects.toMatchObject({ code });
    expect((await cloud.call(SNS.ListTopics, {})).Topics).toEqual([]);
  });

  it("changes to large messages and back together with its subscriptions", async () => {
    const web = { TopicName: "t", Subscription: [{ Protocol: "http", Endpoint: "http://a.example" }] };
    const large = {
      TopicName: "t",
      MaximumMessageSize: 1_048_576,
      Subscription: [{ Protocol: "sqs", Endpoint: QUEUE }],
    };
    const small = { TopicName: "t", Subscription: [...large.Subscription, ...web.Subscription] };
    const made = await topicResource.create({ TopicName: "t" }, scope());
    await topicResource.update(made, { properties: large, previous: { TopicName: "t" } }, scope());
    await topicResource.update(made, { properties: small, previous: large }, scope());
    const { Attributes } = await cloud.call(SNS.GetTopicAttributes, { TopicArn: made.physicalId });
    expect(Attributes).toMatchObject({
      MaximumMessageSize: "262144",
      SubscriptionsConfirmed: "1",
      SubscriptionsPending: "1",
    });
  });
});

describe("AWS::SNS::Subscription, with a ReplayPolicy", () => {
  it("starts a replay with its creation and with a new policy, and gives it up without one", async () => {
    const Attributes = { FifoTopic: "true", ArchivePolicy: '{"MessageRetentionPeriod":1}' };
    const { TopicArn = "" } = await cloud.call(SNS.CreateTopic, { Name: "t.fifo", Attributes });
    const StartingPoint = "2026-01-15T12:00:00.000Z";
    const bare = { TopicArn, Protocol: "sqs", Endpoint: `${QUEUE}.fifo` };
    const replaying = (more: object = {}) => ({
      ...bare,
      ReplayPolicy: { PointType: "Timestamp", StartingPoint, ...more },
    });
    const made = await subscriptionResource.create(replaying(), scope("Subscription"));
    expect(await subscriptionResource.create(replaying(), scope("Subscription"))).toEqual(made);
    await cloud.settle();
    expect(await attributesOf(made.physicalId)).toMatchObject({
      ReplayPolicy: JSON.stringify(replaying().ReplayPolicy),
      ReplayStatus: "Completed",
    });
    const ending = replaying({ EndingPoint: StartingPoint });
    await subscriptionResource.update(made, { properties: ending, previous: replaying() }, scope());
    expect((await attributesOf(made.physicalId)).ReplayPolicy).toBe(JSON.stringify(ending.ReplayPolicy));
    await subscriptionResource.update(made, { properties: bare, previous: ending }, scope());
    expect(await attributesOf(made.physicalId)).not.toHaveProperty("ReplayPolicy");
    const wrong = replaying({ StartingPoint: "never" });
    await expect(subscriptionResource.update(made, { properties: wrong, previous: bare }, scope())).rejects.toThrow(
      "ReplayPolicy: Invalid StartingPoint value",
    );
  });
});

describe("AWS::SNS::Subscription", () => {
  it("subscribes mailboxes, phones and devices too, and lets them go", async () => {
    const { TopicArn = "" } = await cloud.call(SNS.CreateTopic, { Name: "t" });
    const Attributes = { PlatformCredential: "c" };
    const application = await cloud.call(SNS.CreatePlatformApplication, { Name: "a", Platform: "GCM", Attributes });
    const { PlatformApplicationArn = "" } = application;
    const { EndpointArn = "" } = await cloud.call(SNS.CreatePlatformEndpoint, { PlatformApplicationArn, Token: "t" });
    for (const [Protocol, Endpoint, PendingConfirmation] of [
      ["email", "a@example.com", "true"],
      ["email-json", "a@example.com", "true"],
      ["sms", "+12065550100", "false"],
      ["application", EndpointArn, "false"],
    ] as const) {
      const properties = { TopicArn, Protocol, Endpoint, FilterPolicy: { color: ["red"] } };
      const made = await subscriptionResource.create(properties, scope("Subscription"));
      const shown = await attributesOf(made.physicalId);
      expect(shown).toMatchObject({ Protocol, Endpoint, PendingConfirmation, FilterPolicy: '{"color":["red"]}' });
      await subscriptionResource.delete(made, properties, scope("Subscription"));
    }
  });

  it("honours every attribute, on creation and on update", async () => {
    const { TopicArn = "" } = await cloud.call(SNS.CreateTopic, { Name: "t" });
    const previous = {
      TopicArn,
      Protocol: "sqs",
      Endpoint: QUEUE,
      RawMessageDelivery: "true",
      FilterPolicy: { color: ["red"] },
      RedrivePolicy: { deadLetterTargetArn: `${QUEUE}-failed` },
    };
    const made = await subscriptionResource.create(previous, scope("Subscription"));
    expect(await subscriptionResource.create(previous, scope("Subscription"))).toEqual(made);
    expect(made.attributes).toEqual({ Arn: made.physicalId });
    expect(await attributesOf(made.physicalId)).toMatchObject({
      RawMessageDelivery: "true",
      FilterPolicy: '{"color":["red"]}',
      FilterPolicyScope: "MessageAttributes",
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: `${QUEUE}-failed` }),
    });
    const nested = { ...previous, FilterPolicyScope: "MessageBody", FilterPolicy: { a: { b: [1] } } };
    await subscriptionResource.update(made, { properties: nested, previous }, scope());
    expect((await attributesOf(made.physicalId)).FilterPolicyScope).toBe("MessageBody");
    const bare = { TopicArn, Protocol: "sqs", Endpoint: QUEUE, FilterPolicy: { color: ["red"] } };
    await subscriptionResource.update(made, { properties: bare, previous: nested }, scope());
    const after = await attributesOf(made.physicalId);
    expect(after).toMatchObject({ RawMessageDelivery: "false", FilterPolicyScope: "MessageAttributes" });
    expect(after).not.toHaveProperty("RedrivePolicy");
    await subscriptionResource.delete(made, bare, scope());
    await subscriptionResource.delete(made, bare, scope());
  });
});

describe("AWS::SNS::TopicPolicy", () => {
  it("sets the policy of its topics, and takes it back", async () => {
    const { TopicArn = "" } = await cloud.call(SNS.CreateTopic, { Name: "t" });
    const statement = { Effect: "Allow", Principal: "*", Action: "sns:Publish", Resource: TopicArn };
    const PolicyDocument = { Version: "2012-10-17", Statement: [statement] };
    const properties = { PolicyDocument, Topics: [TopicArn] };
    const policy = async () => (await cloud.call(SNS.GetTopicAttributes, { TopicArn })).Attributes?.Policy;
    const made = await topicPolicyResource.create(properties, scope("Policy"));
    expect(await policy()).toBe(JSON.stringify(PolicyDocument));
    await topicPolicyResource.delete(made, properties, scope("Policy"));
    expect(await policy()).toContain("__default_policy_ID");
  });
});
