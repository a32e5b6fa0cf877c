/** The CloudFormation types of CloudWatch: AWS::CloudWatch::Alarm and AWS::CloudWatch::Dashboard. */
import type {
  ResourceInstance,
  ResourceProperties,
  ResourceScope,
  ResourceType,
} from "../../platform/resource-type.ts";
import type { CallAs } from "../../platform/scope.ts";
import { ServiceError } from "../../platform/service-error.ts";
import { CloudWatch, type Tag } from "../../schema/generated/cloudwatch.ts";
import { alarmArn } from "./alarm/alarm.ts";
import { dashboardArn } from "./dashboard/dashboard.ts";
import { resourceAlreadyExists } from "./errors.ts";
import { ALARM_NAME_CHARACTERS_MAX, DASHBOARD_NAME_CHARACTERS_MAX } from "./limits.ts";
import { ALARM_PROPERTIES, alarmInput, tagsOf } from "./resource-properties.ts";

export const alarmResource: ResourceType = {
  type: "AWS::CloudWatch::Alarm",
  properties: ["AlarmName", "Tags", ...ALARM_PROPERTIES],
  required: ["ComparisonOperator", "EvaluationPeriods"],
  replacedBy: ["AlarmName"],
  async create(properties, at) {
    const name = String(properties["AlarmName"] ?? at.generatedName(ALARM_NAME_CHARACTERS_MAX));
    const arn = alarmArn(at, name);
    await refuseForeign(arn, name, at);
    const Tags = [...tagsOf(properties["Tags"], at.stackTags), ...systemTags(at)];
    await at.call(CloudWatch.PutMetricAlarm, { ...alarmInput(name, properties), Tags }, as(at));
    return { physicalId: name, attributes: { Arn: arn } };
  },
  async update(instance, { properties }, at) {
    await at.call(CloudWatch.PutMetricAlarm, alarmInput(instance.physicalId, properties), as(at));
    await retag(alarmArn(at, instance.physicalId), tagsOf(properties["Tags"], at.stackTags), at);
    return instance;
  },
  async delete(instance, _properties, at) {
    await unlessGone(at.call(CloudWatch.DeleteAlarms, { AlarmNames: [instance.physicalId] }, as(at)));
  },
};

export const dashboardResource: ResourceType = {
  type: "AWS::CloudWatch::Dashboard",
  properties: ["DashboardName", "DashboardBody"],
  required: ["DashboardBody"],
  replacedBy: ["DashboardName"],
  async create(properties, at) {
    const name = String(properties["DashboardName"] ?? at.generatedName(DASHBOARD_NAME_CHARACTERS_MAX));
    await refuseForeign(dashboardArn(at, name), name, at);
    return putDashboard(name, properties, at);
  },
  update: (instance, { properties }, at) => putDashboard(instance.physicalId, properties, at),
  async delete(instance, _properties, at) {
    await unlessGone(at.call(CloudWatch.DeleteDashboards, { DashboardNames: [instance.physicalId] }, as(at)));
  },
};

async function putDashboard(
  DashboardName: string,
  properties: ResourceProperties,
  at: ResourceScope,
): Promise<ResourceInstance> {
  const DashboardBody = String(properties["DashboardBody"]);
  const Tags = [...tagsOf([], at.stackTags), ...systemTags(at)];
  await at.call(CloudWatch.PutDashboard, { DashboardName, DashboardBody, Tags }, as(at));
  return { physicalId: DashboardName, attributes: {} };
}

const SYSTEM_TAG_PREFIX = "aws:cloudformation:";

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-resource-tags.html */
function systemTags(at: ResourceScope): readonly Tag[] {
  return [
    { Key: `${SYSTEM_TAG_PREFIX}stack-id`, Value: at.stackId },
    { Key: `${SYSTEM_TAG_PREFIX}stack-name`, Value: at.stackName },
    { Key: `${SYSTEM_TAG_PREFIX}logical-id`, Value: at.logicalId },
  ];
}

/** A stack takes nothing over: what is there under the name must be this resource's own, made before a crash. */
async function refuseForeign(ResourceARN: string, name: string, at: ResourceScope): Promise<void> {
  const tags = await tagsAt(ResourceARN, at);
  if (tags === undefined) return;
  const isOurs = systemTags(at).every((mark) =>
    tags.some(({ Key, Value }) => Key === mark.Key && Value === mark.Value),
  );
  if (!isOurs) throw resourceAlreadyExists(name);
}

async function tagsAt(ResourceARN: string, at: ResourceScope): Promise<readonly Tag[] | undefined> {
  try {
    return (await at.call(CloudWatch.ListTagsForResource, { ResourceARN }, as(at))).Tags ?? [];
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

async function retag(ResourceARN: string, wanted: readonly Tag[], at: ResourceScope): Promise<void> {
  const current = (await tagsAt(ResourceARN, at)) ?? [];
  const kept = new Set(wanted.map(({ Key }) => Key));
  const TagKeys = current.map(({ Key }) => Key).filter((key) => !key.startsWith("aws:") && !kept.has(key));
  if (TagKeys.length > 0) await at.call(CloudWatch.UntagResource, { ResourceARN, TagKeys }, as(at));
  if (wanted.length > 0) await at.call(CloudWatch.TagResource, { ResourceARN, Tags: wanted }, as(at));
}

async function unlessGone(call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

const MISSING = new Set(["ResourceNotFound", "ResourceNotFoundException", "DashboardNotFoundError"]);

function isMissing(error: unknown): boolean {
  return error instanceof ServiceError && MISSING.has(error.code);
}

function as(at: ResourceScope): CallAs {
  return { principal: "cloudformation.amazonaws.com", sourceArn: at.stackId };
}
