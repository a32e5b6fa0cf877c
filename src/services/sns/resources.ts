/** The CloudFormation types of SNS: AWS::SNS::Topic, AWS::SNS::Subscription and AWS::SNS::TopicPolicy. */
import { invariant } from "../../kernel/invariant.ts";
import type { ResourceProperties, ResourceScope, ResourceType } from "../../platform/resource-type.ts";
import { asStack, unlessRefused } from "../../platform/stack-caller.ts";
import { droppedTags, isOwn, tagList, tagRecord, tagsWith, type Tags } from "../../platform/stack-tags.ts";
import {
  attributesOf,
  booleanOf,
  documentOf,
  oneOrMoreTexts,
  pairsOf,
  requiredText,
  tagsOf,
  textOf,
} from "../../platform/template-values.ts";
import { SNS } from "../../schema/generated/sns.ts";
import { resourceAlreadyExists } from "./errors.ts";
import { TOPIC_NAME_CHARACTERS_MAX } from "./limits.ts";
import { FEEDBACK_ATTRIBUTES } from "./topic/feedback.ts";
import { topicKey } from "./topic/find-topic.ts";
import { loggingAttributesOf } from "./topic/logging-property.ts";
import { defaultPolicy } from "./topic/policy.ts";
import { topicArn } from "./topic/topic.ts";

const TOPIC_ATTRIBUTES = [
  "DisplayName",
  "ContentBasedDeduplication",
  "FifoThroughputScope",
  "SignatureVersion",
  "MaximumMessageSize",
  "ArchivePolicy",
  "TracingConfig",
] as const;

/** What an attribute goes back to when a template no longer gives it. */
const TOPIC_DEFAULTS: Readonly<Record<string, string>> = {
  DisplayName: "",
  ContentBasedDeduplication: "false",
  FifoThroughputScope: "Topic",
  SignatureVersion: "1",
  MaximumMessageSize: "262144",
  ArchivePolicy: "{}",
  TracingConfig: "PassThrough",
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-sns-topic.html */
export const topicResource: ResourceType = {
  type: "AWS::SNS::Topic",
  properties: [
    "TopicName",
    "FifoTopic",
    "Subscription",
    "Tags",
    "DataProtectionPolicy",
    "DeliveryStatusLogging",
    ...TOPIC_ATTRIBUTES,
  ],
  required: [],
  replacedBy: ["TopicName", "FifoTopic"],
  async create(properties, at) {
    const fifo = booleanOf(properties.FifoTopic) ?? false;
    const name = textOf(properties.TopicName) ?? generatedTopicName(at, fifo);
    const TopicArn = topicArn({ account: at.account, region: at.region, name });
    if (!(await isOurs(TopicArn, at))) {
      const Attributes = { ...topicAttributesOf(properties), ...(fifo ? { FifoTopic: "true" } : {}) };
      const Tags = tagList(tagsWith(tagsOf(properties.Tags), at));
      const DataProtectionPolicy = documentOf(properties.DataProtectionPolicy);
      await at.call(SNS.CreateTopic, { Name: name, Attributes, Tags, DataProtectionPolicy }, asStack(at));
    }
    for (const each of subscriptionsOf(properties.Subscription)) {
      await at.call(SNS.Subscribe, { TopicArn, ...each }, asStack(at));
    }
    return { physicalId: TopicArn, attributes: { TopicArn, TopicName: name } };
  },
  async update(instance, { properties, previous }, at) {
    const TopicArn = instance.physicalId;
    const before = topicAttributesOf(previous);
    const wanted = topicAttributesOf(properties);
    // Large messages need subscriptions that can take them: those that go make room for the size, and it for new ones.
    await unsubscribeDropped(TopicArn, { properties, previous }, at);
    for (const AttributeName of [...TOPIC_ATTRIBUTES, ...FEEDBACK_ATTRIBUTES.map((each) => each.name)]) {
      if (before[AttributeName] === wanted[AttributeName]) continue;
      const AttributeValue = wanted[AttributeName] ?? TOPIC_DEFAULTS[AttributeName] ?? "";
      await at.call(SNS.SetTopicAttributes, { TopicArn, AttributeName, AttributeValue }, asStack(at));
    }
    const DataProtectionPolicy = documentOf(properties.DataProtectionPolicy) ?? "";
    if (DataProtectionPolicy !== (documentOf(previous.DataProtectionPolicy) ?? "")) {
      await at.call(SNS.PutDataProtectionPolicy, { ResourceArn: TopicArn, DataProtectionPolicy }, asStack(at));
    }
    // Whoever is in the list already and has not confirmed is not to be asked again.
    for (const each of without(subscriptionsOf(properties.Subscription), subscriptionsOf(previous.Subscription))) {
      await at.call(SNS.Subscribe, { TopicArn, ...each }, asStack(at));
    }
    await retag(TopicArn, tagsWith(tagsOf(properties.Tags), at), at);
    return instance;
  },
  async delete(instance, _properties, at) {
    await at.call(SNS.DeleteTopic, { TopicArn: instance.physicalId }, asStack(at));
  },
};

const SUBSCRIPTION_ATTRIBUTES = [
  "FilterPolicy",
  "FilterPolicyScope",
  "RawMessageDelivery",
  "RedrivePolicy",
  "DeliveryPolicy",
  "ReplayPolicy",
] as const;

const SUBSCRIPTION_DEFAULTS: Readonly<Record<string, string>> = {
  FilterPolicy: "",
  FilterPolicyScope: "MessageAttributes",
  RawMessageDelivery: "false",
  RedrivePolicy: "",
  DeliveryPolicy: "",
  ReplayPolicy: "{}",
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-sns-subscription.html */
export const subscriptionResource: ResourceType = {
  type: "AWS::SNS::Subscription",
  properties: ["TopicArn", "Protocol", "Endpoint", ...SUBSCRIPTION_ATTRIBUTES],
  required: ["TopicArn", "Protocol"],
  replacedBy: ["TopicArn", "Protocol", "Endpoint"],
  async create(properties, at) {
    const { SubscriptionArn } = await at.call(
      SNS.Subscribe,
      {
        TopicArn: requiredText(properties.TopicArn),
        Protocol: requiredText(properties.Protocol),
        ...(properties.Endpoint === undefined ? {} : { Endpoint: requiredText(properties.Endpoint) }),
        Attributes: attributesOf(properties, SUBSCRIPTION_ATTRIBUTES),
        ReturnSubscriptionArn: true,
      },
      asStack(at),
    );
    invariant(SubscriptionArn !== undefined, "Subscribe answers with an ARN");
    return { physicalId: SubscriptionArn, attributes: { Arn: SubscriptionArn } };
  },
  async update(instance, { properties, previous }, at) {
    const before = attributesOf(previous, SUBSCRIPTION_ATTRIBUTES);
    const wanted = attributesOf(properties, SUBSCRIPTION_ATTRIBUTES);
    for (const AttributeName of inOrderOfScope(wanted.FilterPolicyScope)) {
      if (before[AttributeName] === wanted[AttributeName]) continue;
      const AttributeValue = wanted[AttributeName] ?? SUBSCRIPTION_DEFAULTS[AttributeName];
      const input = { SubscriptionArn: instance.physicalId, AttributeName, AttributeValue };
      await at.call(SNS.SetSubscriptionAttributes, input, asStack(at));
    }
    return instance;
  },
  async delete(instance, _properties, at) {
    await unlessRefused(
      ["NotFoundException", "InvalidParameterException"],
      at.call(SNS.Unsubscribe, { SubscriptionArn: instance.physicalId }, asStack(at)),
    );
  },
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-sns-topicpolicy.html */
export const topicPolicyResource: ResourceType = {
  type: "AWS::SNS::TopicPolicy",
  properties: ["PolicyDocument", "Topics"],
  required: ["PolicyDocument", "Topics"],
  replacedBy: [],
  async create(properties, at) {
    await putPolicies(properties, at);
    const name = at.generatedName(TOPIC_NAME_CHARACTERS_MAX);
    return { physicalId: name, attributes: { Id: name } };
  },
  async update(instance, { properties, previous }, at) {
    const kept = oneOrMoreTexts(properties.Topics);
    await putPolicies(properties, at);
    await resetPolicies(
      oneOrMoreTexts(previous.Topics).filter((each) => !kept.includes(each)),
      at,
    );
    return instance;
  },
  delete: (_instance, properties, at) => resetPolicies(oneOrMoreTexts(properties.Topics), at),
};

function topicAttributesOf(properties: ResourceProperties): Record<string, string> {
  return { ...attributesOf(properties, TOPIC_ATTRIBUTES), ...loggingAttributesOf(properties.DeliveryStatusLogging) };
}

/** CloudFormation's name for a topic without one; that of a FIFO topic keeps its ending when it is cut. */
function generatedTopicName(at: ResourceScope, fifo: boolean): string {
  const ending = fifo ? ".fifo" : "";
  return at.generatedName(TOPIC_NAME_CHARACTERS_MAX - ending.length) + ending;
}

/**
 * Whether the topic is there and this resource's own, made before a crash.
 * @throws ServiceError when it is somebody else's: a stack takes nothing over
 */
async function isOurs(arn: string, at: ResourceScope): Promise<boolean> {
  const current = await unlessRefused(
    ["ResourceNotFoundException"],
    at.call(SNS.ListTagsForResource, { ResourceArn: arn }, asStack(at)),
  );
  if (current === undefined) return false;
  if (!isOwn(tagRecord(current.Tags ?? []), at)) throw resourceAlreadyExists("AWS::SNS::Topic", arn);
  return true;
}

async function retag(ResourceArn: string, wanted: Tags, at: ResourceScope): Promise<void> {
  const { Tags: current = [] } = await at.call(SNS.ListTagsForResource, { ResourceArn }, asStack(at));
  const TagKeys = droppedTags(tagRecord(current), wanted);
  if (TagKeys.length > 0) await at.call(SNS.UntagResource, { ResourceArn, TagKeys }, asStack(at));
  await at.call(SNS.TagResource, { ResourceArn, Tags: tagList(wanted) }, asStack(at));
}

/** Unsubscribes what only a topic's list of before named. */
async function unsubscribeDropped(
  TopicArn: string,
  { properties, previous }: { readonly properties: ResourceProperties; readonly previous: ResourceProperties },
  at: ResourceScope,
): Promise<void> {
  for (const each of without(subscriptionsOf(previous.Subscription), subscriptionsOf(properties.Subscription))) {
    // Subscribing again is how the API tells the ARN of a subscription by its endpoint.
    const { SubscriptionArn = "" } = await at.call(
      SNS.Subscribe,
      { TopicArn, ...each, ReturnSubscriptionArn: true },
      asStack(at),
    );
    await unlessRefused(["InvalidParameterException"], at.call(SNS.Unsubscribe, { SubscriptionArn }, asStack(at)));
  }
}

/** The scope that takes more policies is set before the policy, the stricter one after it: no state between is refused. */
function inOrderOfScope(scope: string | undefined): readonly string[] {
  // A replay that a new policy starts goes by the other attributes.
  const rest = ["RawMessageDelivery", "RedrivePolicy", "DeliveryPolicy", "ReplayPolicy"];
  return scope === "MessageBody"
    ? ["FilterPolicyScope", "FilterPolicy", ...rest]
    : ["FilterPolicy", "FilterPolicyScope", ...rest];
}

async function putPolicies(properties: ResourceProperties, at: ResourceScope): Promise<void> {
  const document = documentOf(properties.PolicyDocument) ?? "";
  for (const TopicArn of oneOrMoreTexts(properties.Topics)) await putPolicy(TopicArn, document, at);
}

async function putPolicy(TopicArn: string, document: string, at: ResourceScope): Promise<void> {
  const input = { TopicArn, AttributeName: "Policy", AttributeValue: document };
  await at.call(SNS.SetTopicAttributes, input, asStack(at));
}

async function resetPolicies(topicArns: readonly string[], at: ResourceScope): Promise<void> {
  for (const arn of topicArns) {
    await unlessRefused(["NotFoundException"], putPolicy(arn, defaultPolicy(topicKey(arn, at.region)), at));
  }
}

/** An entry of a topic's list of subscriptions. */
interface ListedSubscription {
  readonly Protocol: string;
  readonly Endpoint: string;
}

/** The entries of one list that another has not. */
function without(
  list: readonly ListedSubscription[],
  others: readonly ListedSubscription[],
): readonly ListedSubscription[] {
  return list.filter(
    (one) => !others.some((other) => other.Protocol === one.Protocol && other.Endpoint === one.Endpoint),
  );
}

/** @throws ServiceError when the property is no list of protocols and endpoints */
function subscriptionsOf(value: unknown): readonly ListedSubscription[] {
  return pairsOf(value, ["Protocol", "Endpoint"]).map(([Protocol, Endpoint]) => ({ Protocol, Endpoint }));
}
