/** The properties of AWS::CloudWatch::Alarm, made into what PutMetricAlarm takes. */
import type { ResourceProperties } from "../../platform/resource-type.ts";
import {
  booleanOf,
  given,
  numberOf,
  oneOrMoreTexts,
  pairsOf,
  textOf,
  wholeNumberOf,
} from "../../platform/template-values.ts";
import type { Dimension, PutMetricAlarmInput } from "../../schema/generated/cloudwatch.ts";

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
const WHOLE_NUMBERS = ["DatapointsToAlarm", "EvaluationPeriods", "Period"] as const;
const LISTS = ["AlarmActions", "InsufficientDataActions", "OKActions"] as const;

/** The properties of an alarm that the API takes under the same name. */
export const ALARM_PROPERTIES: readonly string[] = [
  ...TEXTS,
  ...WHOLE_NUMBERS,
  ...LISTS,
  "Threshold",
  "ActionsEnabled",
  "Dimensions",
];

/** The input of PutMetricAlarm that the properties stand for. */
export function alarmInput(AlarmName: string, properties: ResourceProperties): PutMetricAlarmInput {
  const input: Record<string, unknown> = { AlarmName };
  for (const name of TEXTS) input[name] = textOf(properties[name]);
  for (const name of WHOLE_NUMBERS) input[name] = wholeNumberOf(properties[name]);
  for (const name of LISTS) if (properties[name] !== undefined) input[name] = oneOrMoreTexts(properties[name]);
  input["Threshold"] = numberOf(properties["Threshold"]);
  input["ActionsEnabled"] = booleanOf(properties["ActionsEnabled"]);
  if (properties["Dimensions"] !== undefined) input["Dimensions"] = dimensionsOf(properties["Dimensions"]);
  // The platform checks the call against the model: a text that is no unit or operator never gets past it.
  return given(input) as unknown as PutMetricAlarmInput;
}

function dimensionsOf(value: unknown): readonly Dimension[] {
  return pairsOf(value, ["Name", "Value"]).map(([Name, Value]) => ({ Name, Value }));
}
