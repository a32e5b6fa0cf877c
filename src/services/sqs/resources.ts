/** The CloudFormation types of SQS: AWS::SQS::Queue and AWS::SQS::QueuePolicy. */
import { ServiceError } from "../../platform/service-error.ts";
import type { CallAs } from "../../platform/scope.ts";
import type {
  ResourceInstance,
  ResourceProperties,
  ResourceScope,
  ResourceType,
} from "../../platform/resource-type.ts";
import { SQS } from "../../schema/generated/sqs.ts";
import { resourceAlreadyExists } from "./errors.ts";
import { QUEUE_NAME_CHARACTERS_MAX } from "./limits.ts";
import { queueArn } from "./queue/queue.ts";
import { queueAddress } from "./queue/queue-url.ts";
import { ATTRIBUTE_PROPERTIES, attributesOf, tagsOf, textsOf } from "./resource-properties.ts";

export const queueResource: ResourceType = {
  type: "AWS::SQS::Queue",
  properties: ["QueueName", "FifoQueue", "Tags", ...ATTRIBUTE_PROPERTIES],
  required: [],
  replacedBy: ["QueueName", "FifoQueue"],
  async create(properties, at) {
    const fifo = String(properties["FifoQueue"] ?? "false").toLowerCase() === "true";
    const name = properties["QueueName"] === undefined ? generatedQueueName(at, fifo) : String(properties["QueueName"]);
    const attributes = { ...attributesOf(properties), ...(fifo ? { FifoQueue: "true" } : {}) };
    const ours = await existingQueue(name, at);
    if (ours === undefined) {
      const tags = { ...systemTags(at), ...at.stackTags, ...tagsOf(properties) };
      const { QueueUrl = "" } = await at.call(
        SQS.CreateQueue,
        { QueueName: name, Attributes: attributes, tags },
        as(at),
      );
      return instanceOf(QueueUrl, at);
    }
    if (Object.keys(attributes).length > 0) {
      await at.call(SQS.SetQueueAttributes, { QueueUrl: ours, Attributes: attributes }, as(at));
    }
    return instanceOf(ours, at);
  },
  async update(instance, { properties, previous }, at) {
    const QueueUrl = instance.physicalId;
    const Attributes = { ...defaultsOf(previous), ...attributesOf(properties) };
    if (Object.keys(Attributes).length > 0) await at.call(SQS.SetQueueAttributes, { QueueUrl, Attributes }, as(at));
    await retag(QueueUrl, { ...at.stackTags, ...tagsOf(properties) }, at);
    return instance;
  },
  async delete(instance, _properties, at) {
    await unlessGone(at.call(SQS.DeleteQueue, { QueueUrl: instance.physicalId }, as(at)));
  },
};

export const queuePolicyResource: ResourceType = {
  type: "AWS::SQS::QueuePolicy",
  properties: ["PolicyDocument", "Queues"],
  required: ["PolicyDocument", "Queues"],
  replacedBy: [],
  async create(properties, at) {
    await putPolicy(properties, at);
    const name = at.generatedName(QUEUE_NAME_CHARACTERS_MAX);
    return { physicalId: name, attributes: { Id: name } };
  },
  async update(instance, { properties, previous }, at) {
    const kept = new Set(textsOf(properties["Queues"]));
    const dropped = textsOf(previous["Queues"]).filter((queueUrl) => !kept.has(queueUrl));
    await putPolicy(properties, at);
    await removePolicy(dropped, at);
    return instance;
  },
  delete: (_instance, properties, at) => removePolicy(textsOf(properties["Queues"]), at),
};

/** CloudFormation's name for a queue without one; that of a FIFO queue keeps its ending when it is cut. */
function generatedQueueName(at: ResourceScope, fifo: boolean): string {
  const ending = fifo ? ".fifo" : "";
  return at.generatedName(QUEUE_NAME_CHARACTERS_MAX - ending.length) + ending;
}

/**
 * The queue of this name when it is this resource's own, made before a crash.
 * @throws ServiceError when it is somebody else's: a stack takes nothing over
 */
async function existingQueue(name: string, at: ResourceScope): Promise<string | undefined> {
  let queueUrl: string;
  try {
    ({ QueueUrl: queueUrl = "" } = await at.call(SQS.GetQueueUrl, { QueueName: name }, as(at)));
  } catch (error) {
    if (error instanceof ServiceError && error.code === "QueueDoesNotExist") return undefined;
    throw error;
  }
  const { Tags: tags = {} } = await at.call(SQS.ListQueueTags, { QueueUrl: queueUrl }, as(at));
  const ours = Object.entries(systemTags(at)).every(([key, value]) => tags[key] === value);
  if (!ours) throw resourceAlreadyExists(name);
  return queueUrl;
}

const SYSTEM_TAG_PREFIX = "aws:";

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-resource-tags.html */
function systemTags(at: ResourceScope): Readonly<Record<string, string>> {
  return {
    [`${SYSTEM_TAG_PREFIX}cloudformation:stack-id`]: at.stackId,
    [`${SYSTEM_TAG_PREFIX}cloudformation:stack-name`]: at.stackName,
    [`${SYSTEM_TAG_PREFIX}cloudformation:logical-id`]: at.logicalId,
  };
}

/** Properties that a template no longer has go back to what a new queue has; those it still has are written over this. */
function defaultsOf(previous: ResourceProperties): Readonly<Record<string, string>> {
  const given = Object.keys(attributesOf(previous));
  return Object.fromEntries(given.map((name) => [name, ATTRIBUTE_DEFAULTS[name] ?? ""]));
}

const ATTRIBUTE_DEFAULTS: Readonly<Record<string, string>> = {
  ContentBasedDeduplication: "false",
  DeduplicationScope: "queue",
  DelaySeconds: "0",
  FifoThroughputLimit: "perQueue",
  MaximumMessageSize: "1048576",
  MessageRetentionPeriod: "345600",
  ReceiveMessageWaitTimeSeconds: "0",
  SqsManagedSseEnabled: "true",
  VisibilityTimeout: "30",
};

async function retag(QueueUrl: string, wanted: Readonly<Record<string, string>>, at: ResourceScope): Promise<void> {
  const { Tags: current = {} } = await at.call(SQS.ListQueueTags, { QueueUrl }, as(at));
  const TagKeys = Object.keys(current).filter((key) => !key.startsWith(SYSTEM_TAG_PREFIX) && !(key in wanted));
  if (TagKeys.length > 0) await at.call(SQS.UntagQueue, { QueueUrl, TagKeys }, as(at));
  if (Object.keys(wanted).length > 0) await at.call(SQS.TagQueue, { QueueUrl, Tags: wanted }, as(at));
}

function instanceOf(queueUrl: string, at: ResourceScope): ResourceInstance {
  const { account, name } = queueAddress(queueUrl, at.account);
  const Arn = queueArn(account, at.region, name);
  return { physicalId: queueUrl, attributes: { Arn, QueueName: name, QueueUrl: queueUrl } };
}

async function putPolicy(properties: ResourceProperties, at: ResourceScope): Promise<void> {
  const document = properties["PolicyDocument"];
  const Policy = typeof document === "string" ? document : JSON.stringify(document);
  for (const QueueUrl of textsOf(properties["Queues"])) {
    await at.call(SQS.SetQueueAttributes, { QueueUrl, Attributes: { Policy } }, as(at));
  }
}

async function removePolicy(queueUrls: readonly string[], at: ResourceScope): Promise<void> {
  for (const QueueUrl of queueUrls) {
    await unlessGone(at.call(SQS.SetQueueAttributes, { QueueUrl, Attributes: { Policy: "" } }, as(at)));
  }
}

async function unlessGone(call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof ServiceError && error.code === "QueueDoesNotExist")) throw error;
  }
}

function as(at: ResourceScope): CallAs {
  return { principal: "cloudformation.amazonaws.com", sourceArn: at.stackId };
}
