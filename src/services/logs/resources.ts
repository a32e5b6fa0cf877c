/** The CloudFormation types of CloudWatch Logs: AWS::Logs::LogGroup and AWS::Logs::LogStream. */
import type {
  ResourceInstance,
  ResourceProperties,
  ResourceScope,
  ResourceType,
} from "../../platform/resource-type.ts";
import { asStack, unlessRefused } from "../../platform/stack-caller.ts";
import { droppedTags, isOfStack, isOwn, tagsWith, type Tags } from "../../platform/stack-tags.ts";
import { requiredText, tagsOf, textOf, wholeNumberOf } from "../../platform/template-values.ts";
import { Logs } from "../../schema/generated/logs.ts";
import { resourceAlreadyExists } from "./errors.ts";
import { groupArn } from "./group/group.ts";
import { NAME_CHARACTERS_MAX } from "./limits.ts";

export const logGroupResource: ResourceType = {
  type: "AWS::Logs::LogGroup",
  properties: ["LogGroupName", "RetentionInDays", "Tags", "LogGroupClass"],
  required: [],
  replacedBy: ["LogGroupName"],
  async create(properties, at) {
    const name = textOf(properties["LogGroupName"]) ?? at.generatedName(NAME_CHARACTERS_MAX);
    const resourceArn = groupArn(at, name);
    const current = await tagsOfGroup(resourceArn, at);
    if (current === undefined) {
      const tags = tagsWith(tagsOf(properties["Tags"]), at);
      await at.call(Logs.CreateLogGroup, { logGroupName: name, tags, ...classOf(properties) }, asStack(at));
    } else if (!isOwn(current, at)) throw resourceAlreadyExists(name);
    await putRetention(name, properties, at);
    return { physicalId: name, attributes: { Arn: `${resourceArn}:*` } };
  },
  async update(instance, { properties }, at) {
    const name = instance.physicalId;
    await putRetention(name, properties, at);
    const wanted = { ...at.stackTags, ...tagsOf(properties["Tags"]) };
    await retag(groupArn(at, name), wanted, at);
    return instance;
  },
  async delete(instance, _properties, at) {
    await unlessGone(at.call(Logs.DeleteLogGroup, { logGroupName: instance.physicalId }, asStack(at)));
  },
};

export const logStreamResource: ResourceType = {
  type: "AWS::Logs::LogStream",
  properties: ["LogGroupName", "LogStreamName"],
  required: ["LogGroupName"],
  replacedBy: ["LogGroupName", "LogStreamName"],
  async create(properties, at) {
    const logGroupName = requiredText(properties["LogGroupName"]);
    const given = textOf(properties["LogStreamName"]);
    const logStreamName = given ?? at.generatedName(NAME_CHARACTERS_MAX);
    const creation = at.call(Logs.CreateLogStream, { logGroupName, logStreamName }, asStack(at));
    if ((await unlessRefused(["ResourceAlreadyExistsException"], creation)) === undefined) {
      // Streams bear no mark of who made them: one in a group of this very stack was made by it, before a crash.
      const tags = await tagsOfGroup(groupArn(at, logGroupName), at);
      const isOurs = given === undefined || isOfStack(tags, at);
      if (!isOurs) throw resourceAlreadyExists(logStreamName);
    }
    return { physicalId: logStreamName, attributes: {} };
  },
  update: async (instance: ResourceInstance) => instance,
  async delete(instance, properties, at) {
    const logGroupName = requiredText(properties["LogGroupName"]);
    await unlessGone(at.call(Logs.DeleteLogStream, { logGroupName, logStreamName: instance.physicalId }, asStack(at)));
  },
};

async function tagsOfGroup(resourceArn: string, at: ResourceScope): Promise<Tags | undefined> {
  const found = await unlessRefused(GONE, at.call(Logs.ListTagsForResource, { resourceArn }, asStack(at)));
  return found && (found.tags ?? {});
}

async function retag(resourceArn: string, wanted: Tags, at: ResourceScope): Promise<void> {
  const tagKeys = droppedTags((await tagsOfGroup(resourceArn, at)) ?? {}, wanted);
  if (tagKeys.length > 0) await at.call(Logs.UntagResource, { resourceArn, tagKeys }, asStack(at));
  if (Object.keys(wanted).length > 0) await at.call(Logs.TagResource, { resourceArn, tags: wanted }, asStack(at));
}

async function putRetention(logGroupName: string, properties: ResourceProperties, at: ResourceScope): Promise<void> {
  const retentionInDays = wholeNumberOf(properties["RetentionInDays"]);
  if (retentionInDays === undefined) await at.call(Logs.DeleteRetentionPolicy, { logGroupName }, asStack(at));
  else await at.call(Logs.PutRetentionPolicy, { logGroupName, retentionInDays }, asStack(at));
}

/** There is one class only; CreateLogGroup refuses the others by name. */
function classOf(properties: ResourceProperties): { readonly logGroupClass?: "STANDARD" } {
  const given = textOf(properties["LogGroupClass"]);
  // CreateLogGroup is checked against the model: a text that is no class never gets past it.
  return given === undefined ? {} : { logGroupClass: given as "STANDARD" };
}

async function unlessGone(call: Promise<unknown>): Promise<void> {
  await unlessRefused(GONE, call);
}

const GONE = ["ResourceNotFoundException"];
