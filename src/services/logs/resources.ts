/** The CloudFormation types of CloudWatch Logs: AWS::Logs::LogGroup and AWS::Logs::LogStream. */
import type {
  ResourceInstance,
  ResourceProperties,
  ResourceScope,
  ResourceType,
} from "../../platform/resource-type.ts";
import type { CallAs } from "../../platform/scope.ts";
import { ServiceError } from "../../platform/service-error.ts";
import { Logs } from "../../schema/generated/logs.ts";
import { invalidParameter, resourceAlreadyExists } from "./errors.ts";
import { groupArn } from "./group/group.ts";
import { NAME_CHARACTERS_MAX } from "./limits.ts";

type Tags = Readonly<Record<string, string>>;

export const logGroupResource: ResourceType = {
  type: "AWS::Logs::LogGroup",
  properties: ["LogGroupName", "RetentionInDays", "Tags", "LogGroupClass"],
  required: [],
  replacedBy: ["LogGroupName"],
  async create(properties, at) {
    const name = String(properties["LogGroupName"] ?? at.generatedName(NAME_CHARACTERS_MAX));
    const resourceArn = groupArn(at, name);
    const current = await tagsOfGroup(resourceArn, at);
    if (current === undefined) {
      const tags = { ...at.stackTags, ...tagsOf(properties), ...systemTags(at) };
      await at.call(Logs.CreateLogGroup, { logGroupName: name, tags, ...classOf(properties) }, as(at));
    } else if (!isMarked(current, systemTags(at))) throw resourceAlreadyExists(name);
    await putRetention(name, properties, at);
    return { physicalId: name, attributes: { Arn: `${resourceArn}:*` } };
  },
  async update(instance, { properties }, at) {
    const name = instance.physicalId;
    await putRetention(name, properties, at);
    const wanted = { ...at.stackTags, ...tagsOf(properties) };
    await retag(groupArn(at, name), wanted, at);
    return instance;
  },
  async delete(instance, _properties, at) {
    await unlessGone(at.call(Logs.DeleteLogGroup, { logGroupName: instance.physicalId }, as(at)));
  },
};

export const logStreamResource: ResourceType = {
  type: "AWS::Logs::LogStream",
  properties: ["LogGroupName", "LogStreamName"],
  required: ["LogGroupName"],
  replacedBy: ["LogGroupName", "LogStreamName"],
  async create(properties, at) {
    const logGroupName = String(properties["LogGroupName"]);
    const given = properties["LogStreamName"];
    const logStreamName = given === undefined ? at.generatedName(NAME_CHARACTERS_MAX) : String(given);
    try {
      await at.call(Logs.CreateLogStream, { logGroupName, logStreamName }, as(at));
    } catch (error) {
      if (!isError(error, "ResourceAlreadyExistsException")) throw error;
      // Streams bear no mark of who made them: one in a group of this very stack was made by it, before a crash.
      const tags = await tagsOfGroup(groupArn(at, logGroupName), at);
      const isOurs = given === undefined || isMarked(tags ?? {}, { [`${SYSTEM_TAG_PREFIX}stack-id`]: at.stackId });
      if (!isOurs) throw resourceAlreadyExists(logStreamName);
    }
    return { physicalId: logStreamName, attributes: {} };
  },
  update: async (instance: ResourceInstance) => instance,
  async delete(instance, properties, at) {
    const logGroupName = String(properties["LogGroupName"]);
    await unlessGone(at.call(Logs.DeleteLogStream, { logGroupName, logStreamName: instance.physicalId }, as(at)));
  },
};

const SYSTEM_TAG_PREFIX = "aws:cloudformation:";

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-resource-tags.html */
function systemTags(at: ResourceScope): Tags {
  return {
    [`${SYSTEM_TAG_PREFIX}stack-id`]: at.stackId,
    [`${SYSTEM_TAG_PREFIX}stack-name`]: at.stackName,
    [`${SYSTEM_TAG_PREFIX}logical-id`]: at.logicalId,
  };
}

function isMarked(tags: Tags, marks: Tags): boolean {
  return Object.entries(marks).every(([key, value]) => tags[key] === value);
}

async function tagsOfGroup(resourceArn: string, at: ResourceScope): Promise<Tags | undefined> {
  try {
    return (await at.call(Logs.ListTagsForResource, { resourceArn }, as(at))).tags ?? {};
  } catch (error) {
    if (isError(error, "ResourceNotFoundException")) return undefined;
    throw error;
  }
}

async function retag(resourceArn: string, wanted: Tags, at: ResourceScope): Promise<void> {
  const current = (await tagsOfGroup(resourceArn, at)) ?? {};
  const tagKeys = Object.keys(current).filter((key) => !key.startsWith("aws:") && !(key in wanted));
  if (tagKeys.length > 0) await at.call(Logs.UntagResource, { resourceArn, tagKeys }, as(at));
  if (Object.keys(wanted).length > 0) await at.call(Logs.TagResource, { resourceArn, tags: wanted }, as(at));
}

async function putRetention(logGroupName: string, properties: ResourceProperties, at: ResourceScope): Promise<void> {
  const days = properties["RetentionInDays"];
  if (days === undefined) await at.call(Logs.DeleteRetentionPolicy, { logGroupName }, as(at));
  else await at.call(Logs.PutRetentionPolicy, { logGroupName, retentionInDays: Number(days) }, as(at));
}

/** There is one class only; CreateLogGroup refuses the others by name. */
function classOf(properties: ResourceProperties): { readonly logGroupClass?: "STANDARD" } {
  const given = properties["LogGroupClass"];
  // CreateLogGroup is checked against the model: a text that is no class never gets past it.
  return given === undefined ? {} : { logGroupClass: String(given) as "STANDARD" };
}

/** Tags as a record. @throws ServiceError when the property is no list of keys and values */
function tagsOf(properties: ResourceProperties): Tags {
  const given = properties["Tags"] ?? [];
  if (!Array.isArray(given)) throw invalidParameter("Tags must be a list of keys and values.");
  const entries = given.map((tag: unknown) => {
    if (typeof tag !== "object" || tag === null || !("Key" in tag) || !("Value" in tag)) {
      throw invalidParameter("A tag has a Key and a Value.");
    }
    return [String(tag.Key), String(tag.Value)] as const;
  });
  return Object.fromEntries(entries);
}

async function unlessGone(call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (!isError(error, "ResourceNotFoundException")) throw error;
  }
}

function isError(error: unknown, code: string): boolean {
  return error instanceof ServiceError && error.code === code;
}

function as(at: ResourceScope): CallAs {
  return { principal: "cloudformation.amazonaws.com", sourceArn: at.stackId };
}
