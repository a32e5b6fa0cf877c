/** CloudFormation's forms of alarm settings: numbers and flags that may be text, dimensions and tags in lists. */
import type { ResourceProperties } from "../../platform/resource-type.ts";
import type { Dimension, PutMetricAlarmInput, Tag } from "../../schema/generated/cloudwatch.ts";
import { validationError } from "./errors.ts";

const TEXTS = [
  "AlarmDescription",
  "ComparisonOperator",
  "EvaluateLowSampleCountPercentile",
  "ExtendedStatistic",
  "MetricName",
  "Namespace",
  "Statistic",
  "TreatMissingData",
  "Unit",
] as const;
const NUMBERS = ["DatapointsToAlarm", "EvaluationPeriods", "Period", "Threshold"] as const;
const LISTS = ["AlarmActions", "InsufficientDataActions", "OKActions"] as const;

/** The properties of an alarm that the API takes under the same name. */
export const ALARM_PROPERTIES: readonly string[] = [...TEXTS, ...NUMBERS, ...LISTS, "ActionsEnabled", "Dimensions"];

/** The input of PutMetricAlarm that the properties stand for. */
export function alarmInput(AlarmName: string, properties: ResourceProperties): PutMetricAlarmInput {
  const input: Record<string, unknown> = { AlarmName };
  for (const name of TEXTS) if (properties[name] !== undefined) input[name] = String(properties[name]);
  for (const name of NUMBERS) if (properties[name] !== undefined) input[name] = numberOf(name, properties[name]);
  for (const name of LISTS) if (properties[name] !== undefined) input[name] = textsOf(properties[name]);
  if (properties["ActionsEnabled"] !== undefined) input["ActionsEnabled"] = flagOf(properties["ActionsEnabled"]);
  if (properties["Dimensions"] !== undefined) input["Dimensions"] = dimensionsOf(properties["Dimensions"]);
  // The platform checks the call against the model: a text that is no unit or operator never gets past it.
  return input as unknown as PutMetricAlarmInput;
}

/** Tags of a resource; those of the stack come first. */
export function tagsOf(given: unknown, stackTags: Readonly<Record<string, string>>): readonly Tag[] {
  const own = items("Tags", given ?? []).map((tag) => [String(tag["Key"]), String(tag["Value"])] as const);
  const tags = { ...stackTags, ...Object.fromEntries(own) };
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

function dimensionsOf(given: unknown): readonly Dimension[] {
  return items("Dimensions", given).map((each) => ({ Name: String(each["Name"]), Value: String(each["Value"]) }));
}

function items(name: string, given: unknown): readonly Readonly<Record<string, unknown>>[] {
  const isList = Array.isArray(given) && given.every((each) => typeof each === "object" && each !== null);
  if (!isList) throw validationError(`The property ${name} must be a list of objects.`);
  return given;
}

function numberOf(name: string, value: unknown): number {
  const number = typeof value === "number" ? value : Number(String(value).trim() || "NaN");
  if (!Number.isFinite(number)) throw validationError(`The property ${name} must be a number.`);
  return number;
}

function flagOf(value: unknown): boolean {
  const text = String(value).toLowerCase();
  if (text !== "true" && text !== "false") throw validationError("The property ActionsEnabled must be true or false.");
  return text === "true";
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [String(value)];
}
