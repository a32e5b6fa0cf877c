/** The CloudFormation types of SNS: AWS::SNS::Topic, AWS::SNS::Subscription and AWS::SNS::TopicPolicy. */
import { invariant } from "../../kernel/invariant.ts";
import type { ResourceProperties, ResourceScope, ResourceType } from "../../platform/resource-type.ts";
import type { CallAs } from "../../platform/scope.ts";
import { ServiceError } from "../../platform/service-error.ts";
import { SNS, type Tag } from "../../schema/generated/sns.ts";
import { resourceAlreadyExists } from "./errors.ts";
import { TOPIC_NAME_CHARACTERS_MAX } from "./limits.ts";
import { attributesOf, subscriptionsOf, tagsOf, textOf, textsOf } from "./resource-properties.ts";
import { topicKey } from "./topic/find-topic.ts";
import { defaultPolicy } from "./topic/policy.ts";
import { topicArn } from "./topic/topic.ts";

const TOPIC_ATTRIBUTES = [
  "DisplayName",
  "ContentBasedDeduplication",
  "FifoThroughputScope",
  "SignatureVersion",
  "MaximumMessageSize",
] as const;

/** What an attribute goes back to when a template no longer gives it. */
const TOPIC_DEFAULTS: Readonly<Record<string, string>> = {
  DisplayName: "",
  ContentBasedDeduplication: "false",
  FifoThroughputScope: "Topic",
  SignatureVersion: "1",
  MaximumMessageSize: "262144",
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-sns-topic.html */
export const topicResource: ResourceType = {
  type: "AWS::SNS::Topic",
  properties: ["TopicName", "FifoTopic", "Subscription", "Tags", ...TOPIC_ATTRIBUTES],
  required: [],
  replacedBy: ["TopicName", "FifoTopic"],
  async create(properties, at) {
    const fifo = textOf(properties.FifoTopic ?? "false").toLowerCase() === "true";
    const name = properties.TopicName === undefined ? generatedTopicName(at, fifo) : textOf(properties.TopicName);
    const TopicArn = topicArn({ account: at.account, region: at.region, name });
    if (!(await isOurs(TopicArn, at))) {
      const Attributes = { ...attributesOf(properties, TOPIC_ATTRIBUTES), ...(fifo ? { FifoTopic: "true" } : {}) };
      await at.call(SNS.CreateTopic, { Name: name, Attributes, Tags: allTags(properties, at) }, as(at));
    }
    for (const each of subscriptionsOf(properties.Subscription)) {
      await at.call(SNS.Subscribe, { TopicArn, ...each }, as(at));
    }
    return { physicalId: TopicArn, attributes: { TopicArn, TopicName: name } };
  },
  async update(instance, { properties, previous }, at) {
    const TopicArn = instance.physicalId;
    const before = attributesOf(previous, TOPIC_ATTRIBUTES);
    const wanted = attributesOf(properties, TOPIC_ATTRIBUTES);
    for (const AttributeName of TOPIC_ATTRIBUTES) {
      if (before[AttributeName] === wanted[AttributeName]) continue;
      const AttributeValue = wanted[AttributeName] ?? TOPIC_DEFAULTS[AttributeName];
      await at.call(SNS.SetTopicAttributes, { TopicArn, AttributeName, AttributeValue }, as(at));
    }
    await resubscribe(TopicArn, { properties, previous }, at);
    await retag(TopicArn, allTags(properties, at), at);
    return instance;
  },
  async delete(instance, _properties, at) {
    await at.call(SNS.DeleteTopic, { TopicArn: instance.physicalId }, as(at));
  },
};

const SUBSCRIPTION_ATTRIBUTES = [
  "FilterPolicy",
  "FilterPolicyScope",
  "RawMessageDelivery",
  "RedrivePolicy",
  "DeliveryPolicy",
] as const;

const SUBSCRIPTION_DEFAULTS: Readonly<Record<string, string>> = {
  FilterPolicy: "",
  FilterPolicyScope: "MessageAttributes",
  RawMessageDelivery: "false",
  RedrivePolicy: "",
  DeliveryPolicy: "",
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
        TopicArn: textOf(properties.TopicArn),
        Protocol: textOf(properties.Protocol),
        ...(properties.Endpoint === undefined ? {} : { Endpoint: textOf(properties.Endpoint) }),
        Attributes: attributesOf(properties, SUBSCRIPTION_ATTRIBUTES),
        ReturnSubscriptionArn: true,
      },
      as(at),
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
      await at.call(SNS.SetSubscriptionAttributes, input, as(at));
    }
    return instance;
  },
  async delete(instance, _properties, at) {
    await unlessGone(
      ["NotFoundException", "InvalidParameterException"],
      at.call(SNS.Unsubscribe, { SubscriptionArn: instance.physicalId }, as(at)),
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
    for (const TopicArn of textsOf(properties.Topics)) await putPolicy(TopicArn, textOf(properties.PolicyDocument), at);
    const name = at.generatedName(TOPIC_NAME_CHARACTERS_MAX);
    return { physicalId: name, attributes: { Id: name } };
  },
  async update(instance, { properties, previous }, at) {
    const kept = textsOf(properties.Topics);
    for (const TopicArn of kept) await putPolicy(TopicArn, textOf(properties.PolicyDocument), at);
    await resetPolicies(
      textsOf(previous.Topics).filter((each) => !kept.includes(each)),
      at,
    );
    return instance;
  },
  delete: (_instance, properties, at) => resetPolicies(textsOf(properties.Topics), at),
};

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
  const current = await unlessGone(
    ["ResourceNotFoundException"],
    at.call(SNS.ListTagsForResource, { ResourceArn: arn }, as(at)),
  );
  if (current === undefined) return false;
  const tags = new Map((current.Tags ?? []).map(({ Key, Value }) => [Key, Value]));
  if (!systemTags(at).every(({ Key, Value }) => tags.get(Key) === Value)) {
    throw resourceAlreadyExists("AWS::SNS::Topic", arn);
  }
  return true;
}

const SYSTEM_TAG_PREFIX = "aws:";

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-resource-tags.html */
function systemTags(at: ResourceScope): readonly Tag[] {
  return [
    { Key: `${SYSTEM_TAG_PREFIX}cloudformation:stack-id`, Value: at.stackId },
    { Key: `${SYSTEM_TAG_PREFIX}cloudformation:stack-name`, Value: at.stackName },
    { Key: `${SYSTEM_TAG_PREFIX}cloudformation:logical-id`, Value: at.logicalId },
  ];
}

/** The tags of a topic: CloudFormation's own, the stack's, and the template's, which wins over the stack's. */
function allTags(properties: ResourceProperties, at: ResourceScope): readonly Tag[] {
  const own = tagsOf(properties.Tags);
  const keys = new Set(own.map(({ Key }) => Key));
  const ofStack = Object.entries(at.stackTags).map(([Key, Value]) => ({ Key, Value }));
  return [...systemTags(at), ...ofStack.filter(({ Key }) => !keys.has(Key)), ...own];
}

async function retag(ResourceArn: string, Tags: readonly Tag[], at: ResourceScope): Promise<void> {
  const wanted = new Set(Tags.map(({ Key }) => Key));
  const { Tags: current = [] } = await at.call(SNS.ListTagsForResource, { ResourceArn }, as(at));
  const TagKeys = current.map(({ Key }) => Key).filter((key) => !wanted.has(key));
  if (TagKeys.length > 0) await at.call(SNS.UntagResource, { ResourceArn, TagKeys }, as(at));
  await at.call(SNS.TagResource, { ResourceArn, Tags }, as(at));
}

/** Subscribes what a topic's list names now, and unsubscribes what only the list before named. */
async function resubscribe(
  TopicArn: string,
  { properties, previous }: { readonly properties: ResourceProperties; readonly previous: ResourceProperties },
  at: ResourceScope,
): Promise<void> {
  const wanted = subscriptionsOf(properties.Subscription);
  const dropped = subscriptionsOf(previous.Subscription).filter(
    (one) => !wanted.some((other) => other.Protocol === one.Protocol && other.Endpoint === one.Endpoint),
  );
  for (const each of dropped) {
    // Subscribing again is how the API tells the ARN of a subscription by its endpoint.
    const { SubscriptionArn = "" } = await at.call(
      SNS.Subscribe,
      { TopicArn, ...each, ReturnSubscriptionArn: true },
      as(at),
    );
    await unlessGone(["InvalidParameterException"], at.call(SNS.Unsubscribe, { SubscriptionArn }, as(at)));
  }
  for (const each of wanted) await at.call(SNS.Subscribe, { TopicArn, ...each }, as(at));
}

/** The scope that takes more policies is set before the policy, the stricter one after it: no state between is refused. */
function inOrderOfScope(scope: string | undefined): readonly string[] {
  const rest = ["RawMessageDelivery", "RedrivePolicy", "DeliveryPolicy"];
  return scope === "MessageBody"
    ? ["FilterPolicyScope", "FilterPolicy", ...rest]
    : ["FilterPolicy", "FilterPolicyScope", ...rest];
}

async function putPolicy(TopicArn: string, document: string, at: ResourceScope): Promise<void> {
  const input = { TopicArn, AttributeName: "Policy", AttributeValue: document };
  await at.call(SNS.SetTopicAttributes, input, as(at));
}

async function resetPolicies(topicArns: readonly string[], at: ResourceScope): Promise<void> {
  for (const arn of topicArns) {
    await unlessGone(["NotFoundException"], putPolicy(arn, defaultPolicy(topicKey(arn, at.region)), at));
  }
}

/** What the call answers; undefined when it answers with one of `codes`, which say that there is nothing (left) to do. */
async function unlessGone<T>(codes: readonly string[], call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof ServiceError && codes.includes(error.code)) return undefined;
    throw error;
  }
}

function as(at: ResourceScope): CallAs {
  return { principal: "cloudformation.amazonaws.com", sourceArn: at.stackId };
}
