/** The CloudFormation types of CloudWatch: AWS::CloudWatch::Alarm and AWS::CloudWatch::Dashboard. */
import type {
  ResourceInstance,
  ResourceProperties,
  ResourceScope,
  ResourceType,
} from "../../platform/resource-type.ts";
import { asStack, unlessRefused } from "../../platform/stack-caller.ts";
import { droppedTags, isOwn, tagList, tagRecord, tagsWith, type Tags } from "../../platform/stack-tags.ts";
import { requiredText, tagsOf, textOf } from "../../platform/template-values.ts";
import { CloudWatch } from "../../schema/generated/cloudwatch.ts";
import { alarmArn } from "./alarm/alarm.ts";
import { dashboardArn } from "./dashboard/dashboard.ts";
import { resourceAlreadyExists } from "./errors.ts";
import { ALARM_NAME_CHARACTERS_MAX, DASHBOARD_NAME_CHARACTERS_MAX } from "./limits.ts";
import { ALARM_PROPERTIES, alarmInput } from "./resource-properties.ts";

export const alarmResource: ResourceType = {
  type: "AWS::CloudWatch::Alarm",
  properties: ["AlarmName", "Tags", ...ALARM_PROPERTIES],
  required: ["ComparisonOperator", "EvaluationPeriods"],
  replacedBy: ["AlarmName"],
  async create(properties, at) {
    const name = textOf(properties["AlarmName"]) ?? at.generatedName(ALARM_NAME_CHARACTERS_MAX);
    const arn = alarmArn(at, name);
    await refuseForeign(arn, name, at);
    const Tags = tagList(tagsWith(tagsOf(properties["Tags"]), at));
    await at.call(CloudWatch.PutMetricAlarm, { ...alarmInput(name, properties), Tags }, asStack(at));
    return { physicalId: name, attributes: { Arn: arn } };
  },
  async update(instance, { properties }, at) {
    await at.call(CloudWatch.PutMetricAlarm, alarmInput(instance.physicalId, properties), asStack(at));
    const wanted = { ...at.stackTags, ...tagsOf(properties["Tags"]) };
    await retag(alarmArn(at, instance.physicalId), wanted, at);
    return instance;
  },
  async delete(instance, _properties, at) {
    await unlessGone(at.call(CloudWatch.DeleteAlarms, { AlarmNames: [instance.physicalId] }, asStack(at)));
  },
};

export const dashboardResource: ResourceType = {
  type: "AWS::CloudWatch::Dashboard",
  properties: ["DashboardName", "DashboardBody"],
  required: ["DashboardBody"],
  replacedBy: ["DashboardName"],
  async create(properties, at) {
    const name = textOf(properties["DashboardName"]) ?? at.generatedName(DASHBOARD_NAME_CHARACTERS_MAX);
    await refuseForeign(dashboardArn(at, name), name, at);
    return putDashboard(name, properties, at);
  },
  update: (instance, { properties }, at) => putDashboard(instance.physicalId, properties, at),
  async delete(instance, _properties, at) {
    await unlessGone(at.call(CloudWatch.DeleteDashboards, { DashboardNames: [instance.physicalId] }, asStack(at)));
  },
};

async function putDashboard(
  DashboardName: string,
  properties: ResourceProperties,
  at: ResourceScope,
): Promise<ResourceInstance> {
  const DashboardBody = requiredText(properties["DashboardBody"]);
  const Tags = tagList(tagsWith({}, at));
  await at.call(CloudWatch.PutDashboard, { DashboardName, DashboardBody, Tags }, asStack(at));
  return { physicalId: DashboardName, attributes: {} };
}

/** A stack takes nothing over: what is there under the name must be this resource's own, made before a crash. */
async function refuseForeign(ResourceARN: string, name: string, at: ResourceScope): Promise<void> {
  const tags = await tagsAt(ResourceARN, at);
  if (tags !== undefined && !isOwn(tags, at)) throw resourceAlreadyExists(name);
}

async function tagsAt(ResourceARN: string, at: ResourceScope): Promise<Tags | undefined> {
  const found = await unlessRefused(GONE, at.call(CloudWatch.ListTagsForResource, { ResourceARN }, asStack(at)));
  return found && tagRecord(found.Tags ?? []);
}

async function retag(ResourceARN: string, wanted: Tags, at: ResourceScope): Promise<void> {
  const TagKeys = droppedTags((await tagsAt(ResourceARN, at)) ?? {}, wanted);
  if (TagKeys.length > 0) await at.call(CloudWatch.UntagResource, { ResourceARN, TagKeys }, asStack(at));
  const Tags = tagList(wanted);
  if (Tags.length > 0) await at.call(CloudWatch.TagResource, { ResourceARN, Tags }, asStack(at));
}

async function unlessGone(call: Promise<unknown>): Promise<void> {
  await unlessRefused(GONE, call);
}

const GONE = ["ResourceNotFound", "ResourceNotFoundException", "DashboardNotFoundError"];
