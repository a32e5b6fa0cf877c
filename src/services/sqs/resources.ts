/** The CloudFormation types of SQS: AWS::SQS::Queue and AWS::SQS::QueuePolicy. */
import type {
  ResourceInstance,
  ResourceProperties,
  ResourceScope,
  ResourceType,
} from "../../platform/resource-type.ts";
import { asStack, unlessRefused } from "../../platform/stack-caller.ts";
import { droppedTags, isOwn, tagsWith } from "../../platform/stack-tags.ts";
import { attributesOf, booleanOf, documentOf, oneOrMoreTexts, tagsOf, textOf } from "../../platform/template-values.ts";
import { SQS } from "../../schema/generated/sqs.ts";
import { resourceAlreadyExists } from "./errors.ts";
import { FIXED } from "./limits.ts";
import { defaultSettings, settingsAsAttributes } from "./queue/attributes.ts";
import { queueArn } from "./queue/queue.ts";
import { queueAddress } from "./queue/queue-url.ts";
import { limitsOf } from "./settings.ts";

/** The properties that are queue attributes under the same name. */
const ATTRIBUTE_PROPERTIES = [
  "ContentBasedDeduplication",
  "DeduplicationScope",
  "DelaySeconds",
  "FifoThroughputLimit",
  "MaximumMessageSize",
  "MessageRetentionPeriod",
  "ReceiveMessageWaitTimeSeconds",
  "RedriveAllowPolicy",
  "RedrivePolicy",
  "SqsManagedSseEnabled",
  "VisibilityTimeout",
] as const;

/** What says that a queue is not there. */
const GONE = ["QueueDoesNotExist"];

export const queueResource: ResourceType = {
  type: "AWS::SQS::Queue",
  properties: ["QueueName", "FifoQueue", "Tags", ...ATTRIBUTE_PROPERTIES],
  required: [],
  replacedBy: ["QueueName", "FifoQueue"],
  async create(properties, at) {
    const fifo = booleanOf(properties["FifoQueue"]) ?? false;
    const name = textOf(properties["QueueName"]) ?? generatedQueueName(at, fifo);
    const attributes = { ...attributesOf(properties, ATTRIBUTE_PROPERTIES), ...(fifo ? { FifoQueue: "true" } : {}) };
    const ours = await existingQueue(name, at);
    if (ours === undefined) {
      const tags = tagsWith(tagsOf(properties["Tags"]), at);
      const { QueueUrl = "" } = await at.call(
        SQS.CreateQueue,
        { QueueName: name, Attributes: attributes, tags },
        asStack(at),
      );
      return instanceOf(QueueUrl, at);
    }
    if (Object.keys(attributes).length > 0) {
      await at.call(SQS.SetQueueAttributes, { QueueUrl: ours, Attributes: attributes }, asStack(at));
    }
    return instanceOf(ours, at);
  },
  async update(instance, { properties, previous }, at) {
    const QueueUrl = instance.physicalId;
    const Attributes = { ...defaultsOf(previous, at), ...attributesOf(properties, ATTRIBUTE_PROPERTIES) };
    if (Object.keys(Attributes).length > 0) {
      await at.call(SQS.SetQueueAttributes, { QueueUrl, Attributes }, asStack(at));
    }
    await retag(QueueUrl, { ...at.stackTags, ...tagsOf(properties["Tags"]) }, at);
    return instance;
  },
  async delete(instance, _properties, at) {
    await unlessGone(at.call(SQS.DeleteQueue, { QueueUrl: instance.physicalId }, asStack(at)));
  },
};

export const queuePolicyResource: ResourceType = {
  type: "AWS::SQS::QueuePolicy",
  properties: ["PolicyDocument", "Queues"],
  required: ["PolicyDocument", "Queues"],
  replacedBy: [],
  async create(properties, at) {
    await putPolicy(properties, at);
    const name = at.generatedName(FIXED.queueNameCharacters);
    return { physicalId: name, attributes: { Id: name } };
  },
  async update(instance, { properties, previous }, at) {
    const kept = new Set(oneOrMoreTexts(properties["Queues"]));
    const dropped = oneOrMoreTexts(previous["Queues"]).filter((queueUrl) => !kept.has(queueUrl));
    await putPolicy(properties, at);
    await removePolicy(dropped, at);
    return instance;
  },
  delete: (_instance, properties, at) => removePolicy(oneOrMoreTexts(properties["Queues"]), at),
};

/** CloudFormation's name for a queue without one; that of a FIFO queue keeps its ending when it is cut. */
function generatedQueueName(at: ResourceScope, fifo: boolean): string {
  const ending = fifo ? ".fifo" : "";
  return at.generatedName(FIXED.queueNameCharacters - ending.length) + ending;
}

/**
 * The queue of this name when it is this resource's own, made before a crash.
 * @throws ServiceError when it is somebody else's: a stack takes nothing over
 */
async function existingQueue(name: string, at: ResourceScope): Promise<string | undefined> {
  const found = await unlessRefused(GONE, at.call(SQS.GetQueueUrl, { QueueName: name }, asStack(at)));
  if (found === undefined) return undefined;
  const { QueueUrl: queueUrl = "" } = found;
  const { Tags: tags = {} } = await at.call(SQS.ListQueueTags, { QueueUrl: queueUrl }, asStack(at));
  if (!isOwn(tags, at)) throw resourceAlreadyExists(name);
  return queueUrl;
}

/**
 * Properties that a template no longer has go back to what a new queue has, which has no policies; those it still has are
 * written over this.
 */
function defaultsOf(previous: ResourceProperties, at: ResourceScope): Readonly<Record<string, string>> {
  const given = Object.keys(attributesOf(previous, ATTRIBUTE_PROPERTIES));
  const defaults = settingsAsAttributes(defaultSettings(limitsOf(at)), true);
  return Object.fromEntries(given.map((name) => [name, defaults[name] ?? ""]));
}

async function retag(QueueUrl: string, wanted: Readonly<Record<string, string>>, at: ResourceScope): Promise<void> {
  const { Tags: current = {} } = await at.call(SQS.ListQueueTags, { QueueUrl }, asStack(at));
  const TagKeys = droppedTags(current, wanted);
  if (TagKeys.length > 0) await at.call(SQS.UntagQueue, { QueueUrl, TagKeys }, asStack(at));
  if (Object.keys(wanted).length > 0) await at.call(SQS.TagQueue, { QueueUrl, Tags: wanted }, asStack(at));
}

function instanceOf(queueUrl: string, at: ResourceScope): ResourceInstance {
  const { account, name } = queueAddress(queueUrl, at.account);
  const Arn = queueArn(account, at.region, name);
  return { physicalId: queueUrl, attributes: { Arn, QueueName: name, QueueUrl: queueUrl } };
}

async function putPolicy(properties: ResourceProperties, at: ResourceScope): Promise<void> {
  const Policy = documentOf(properties["PolicyDocument"]);
  for (const QueueUrl of oneOrMoreTexts(properties["Queues"])) {
    await at.call(SQS.SetQueueAttributes, { QueueUrl, Attributes: { Policy } }, asStack(at));
  }
}

async function removePolicy(queueUrls: readonly string[], at: ResourceScope): Promise<void> {
  for (const QueueUrl of queueUrls) {
    await unlessGone(at.call(SQS.SetQueueAttributes, { QueueUrl, Attributes: { Policy: "" } }, asStack(at)));
  }
}

async function unlessGone(call: Promise<unknown>): Promise<void> {
  await unlessRefused(GONE, call);
}
