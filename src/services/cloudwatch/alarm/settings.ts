/** What PutMetricAlarm takes: an alarm's settings from its input. */
import { parseArn } from "../../../kernel/arn.ts";
import { notImplemented } from "../../../platform/service-error.ts";
import type { PutMetricAlarmInput } from "../../../schema/generated/cloudwatch.ts";
import { missingParameter, mutuallyExclusive, validationError } from "../errors.ts";
import { ALARM_DAY_SECONDS_MAX, ALARM_HOUR_PERIOD_SECONDS, ALARM_WEEK_SECONDS_MAX } from "../limits.ts";
import { checkDimensions } from "../metric/accept-datum.ts";
import { sortedDimensions } from "../metric/metric.ts";
import { checkPeriod } from "../metric/read-range.ts";
import { percentileReader } from "../metric/statistic.ts";
import type { AlarmSettings, MissingDataTreatment, ThresholdComparison } from "./alarm-record.ts";

/** @throws ServiceError for settings that AWS refuses, and for those that Sluice does not act upon */
export function alarmSettings(input: PutMetricAlarmInput, region: string): AlarmSettings {
  const metricName = required(input, "MetricName");
  const namespace = required(input, "Namespace");
  const periodSeconds = required(input, "Period");
  const evaluationPeriods = required(input, "EvaluationPeriods");
  const threshold = required(input, "Threshold");
  const comparisonOperator = comparisonOf(required(input, "ComparisonOperator"));
  const statistic = statisticOf(input);
  checkSpan(periodSeconds, evaluationPeriods);
  checkDimensions(input.Dimensions ?? [], "");
  const { DatapointsToAlarm: datapointsToAlarm, EvaluateLowSampleCountPercentile: lowSamples } = input;
  if (datapointsToAlarm !== undefined && datapointsToAlarm > evaluationPeriods) {
    throw validationError("DatapointsToAlarm must be less than or equal to EvaluationPeriods.");
  }
  checkLowSamples(lowSamples, statistic);
  const treatMissingData = treatmentOf(input.TreatMissingData);
  return {
    ...(input.AlarmDescription === undefined ? {} : { description: input.AlarmDescription }),
    actionsEnabled: input.ActionsEnabled ?? true,
    okActions: checkedActions(input.OKActions, region),
    alarmActions: checkedActions(input.AlarmActions, region),
    insufficientDataActions: checkedActions(input.InsufficientDataActions, region),
    namespace,
    metricName,
    dimensions: sortedDimensions(input.Dimensions ?? []),
    statistic,
    periodSeconds,
    ...(input.Unit === undefined ? {} : { unit: input.Unit }),
    evaluationPeriods,
    ...(datapointsToAlarm === undefined ? {} : { datapointsToAlarm }),
    threshold,
    comparisonOperator,
    ...(treatMissingData === undefined ? {} : { treatMissingData }),
    ...(lowSamples === undefined ? {} : { evaluateLowSampleCountPercentile: lowSamples }),
  };
}

function required<Name extends keyof PutMetricAlarmInput>(
  input: PutMetricAlarmInput,
  name: Name,
): NonNullable<PutMetricAlarmInput[Name]> {
  const value = input[name];
  if (value === undefined || value === null) throw missingParameter(name);
  return value;
}

const COMPARISONS: readonly string[] = [
  "GreaterThanOrEqualToThreshold",
  "GreaterThanThreshold",
  "LessThanThreshold",
  "LessThanOrEqualToThreshold",
] satisfies ThresholdComparison[];

function comparisonOf(operator: string): ThresholdComparison {
  if (!COMPARISONS.includes(operator)) throw notImplemented(`the comparison operator ${operator} of anomaly detection`);
  // It is in the list of the type's own members.
  return operator as ThresholdComparison;
}

function statisticOf({ Statistic, ExtendedStatistic }: PutMetricAlarmInput): string {
  if (Statistic !== undefined && ExtendedStatistic !== undefined) {
    throw mutuallyExclusive("Statistic", "ExtendedStatistic");
  }
  if (Statistic !== undefined) return Statistic;
  if (ExtendedStatistic === undefined) throw missingParameter("Statistic");
  if (percentileReader(ExtendedStatistic) !== undefined) return ExtendedStatistic;
  throw validationError(`The value ${ExtendedStatistic} for parameter ExtendedStatistic is not supported.`);
}

function checkSpan(periodSeconds: number, evaluationPeriods: number): void {
  checkPeriod(periodSeconds, "Period");
  const span = periodSeconds * evaluationPeriods;
  if (periodSeconds < ALARM_HOUR_PERIOD_SECONDS && span > ALARM_DAY_SECONDS_MAX) {
    throw validationError(
      `Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be <= ${ALARM_DAY_SECONDS_MAX})`,
    );
  }
  if (span > ALARM_WEEK_SECONDS_MAX) {
    throw validationError(
      `Metrics cannot be checked across more than a week (EvaluationPeriods * Period must be <= ${ALARM_WEEK_SECONDS_MAX})`,
    );
  }
}

function checkLowSamples(given: string | undefined, statistic: string): void {
  if (given === undefined) return;
  if (given === "ignore") throw notImplemented("EvaluateLowSampleCountPercentile ignore");
  if (given !== "evaluate") {
    throw validationError(`The value ${given} for parameter EvaluateLowSampleCountPercentile is not supported.`);
  }
  if (!statistic.startsWith("p")) {
    throw validationError("EvaluateLowSampleCountPercentile can be used with a percentile only.");
  }
}

const TREATMENTS: readonly string[] = [
  "missing",
  "ignore",
  "breaching",
  "notBreaching",
] satisfies MissingDataTreatment[];

function treatmentOf(given: string | undefined): MissingDataTreatment | undefined {
  if (given === undefined) return undefined;
  if (!TREATMENTS.includes(given)) {
    throw validationError(`The value ${given} for parameter TreatMissingData is not supported.`);
  }
  // It is in the list of the type's own members.
  return given as MissingDataTreatment;
}

/** SNS topics and Lambda functions. */
function checkedActions(actions: readonly string[] | undefined, region: string): readonly string[] {
  for (const action of actions ?? []) {
    const arn = parseArn(action);
    if (arn === undefined) throw validationError(`Invalid arn syntax: ${action}`);
    const isFunction = arn.service === "lambda" && arn.resource.startsWith("function:");
    if (arn.service !== "sns" && !isFunction) throw notImplemented(`the alarm action ${action}`);
    if (arn.region !== region) {
      throw validationError(`Invalid region ${arn.region} specified. Only ${region} is supported.`);
    }
  }
  return actions ?? [];
}
