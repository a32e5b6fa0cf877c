/** Alarms: how they are found and shown. */
import { formatArn, parseArn } from "../../../kernel/arn.ts";
import type { ReadScope, WriteScope } from "../../../platform/scope.ts";
import type { MetricAlarm, Statistic } from "../../../schema/generated/cloudwatch.ts";
import { alarmNotFound } from "../errors.ts";
import { alarms } from "../keyspaces.ts";
import type { AlarmRecord } from "./alarm-record.ts";

export interface Alarm extends AlarmRecord {
  readonly name: string;
  readonly account: string;
  readonly region: string;
}

interface Somewhere {
  readonly account: string;
  readonly region: string;
}

export function alarmArn({ account, region }: Somewhere, name: string): string {
  return formatArn({ service: "cloudwatch", region, account, resource: `alarm:${name}` });
}

/** The name of the alarm that an ARN of this place is of. */
export function alarmNameOf(arn: string, at: Somewhere): string | undefined {
  const parsed = parseArn(arn);
  const isHere = parsed?.service === "cloudwatch" && parsed.account === at.account && parsed.region === at.region;
  return isHere && parsed.resource.startsWith("alarm:") ? parsed.resource.slice("alarm:".length) : undefined;
}

export function findAlarm(at: ReadScope, name: string): Alarm | undefined {
  const { account, region } = at;
  const found = alarms.get(at.tx, [account, region, name]);
  return found === undefined ? undefined : { ...found, name, account, region };
}

/** @throws ServiceError ResourceNotFound */
export function requireAlarm(at: ReadScope, name: string): Alarm {
  const found = findAlarm(at, name);
  if (found === undefined) throw alarmNotFound();
  return found;
}

export function putAlarm(at: WriteScope, { name, account, region, ...record }: Alarm): void {
  alarms.put(at.tx, [account, region, name], record);
}

/** The alarms of the scope's account and region in the order of their names. */
export function* alarmsOf(
  at: ReadScope,
  options: { readonly prefix?: string | undefined; readonly after?: string | undefined } = {},
): Generator<Alarm> {
  const { account, region } = at;
  const rows = alarms.range(at.tx, [account, region], {
    ...(options.prefix === undefined ? {} : { startingWith: options.prefix }),
    ...(options.after === undefined ? {} : { after: [account, region, options.after] as const }),
  });
  for (const { key, value } of rows) yield { ...value, name: key[2], account, region };
}

const STATISTICS = new Set<string>(["SampleCount", "Average", "Sum", "Minimum", "Maximum"]);

/** Whether an alarm's statistic is one of the five, and not a percentile. */
export function isPlainStatistic(name: string): name is Statistic {
  return STATISTICS.has(name);
}

/** An alarm as DescribeAlarms shows it. */
export function describedAlarm(alarm: Alarm): MetricAlarm {
  const { settings, state } = alarm;
  const { description, unit, datapointsToAlarm, treatMissingData, evaluateLowSampleCountPercentile } = settings;
  return {
    AlarmName: alarm.name,
    AlarmArn: alarmArn(alarm, alarm.name),
    ...(description === undefined ? {} : { AlarmDescription: description }),
    AlarmConfigurationUpdatedTimestamp: alarm.configuredAt,
    ActionsEnabled: settings.actionsEnabled,
    OKActions: settings.okActions,
    AlarmActions: settings.alarmActions,
    InsufficientDataActions: settings.insufficientDataActions,
    StateValue: state.value,
    StateReason: state.reason,
    ...(state.reasonData === undefined ? {} : { StateReasonData: state.reasonData }),
    StateUpdatedTimestamp: state.updatedAt,
    StateTransitionedTimestamp: state.transitionedAt,
    MetricName: settings.metricName,
    Namespace: settings.namespace,
    ...(isPlainStatistic(settings.statistic)
      ? { Statistic: settings.statistic }
      : { ExtendedStatistic: settings.statistic }),
    Dimensions: settings.dimensions,
    Period: settings.periodSeconds,
    ...(unit === undefined ? {} : { Unit: unit }),
    EvaluationPeriods: settings.evaluationPeriods,
    ...(datapointsToAlarm === undefined ? {} : { DatapointsToAlarm: datapointsToAlarm }),
    Threshold: settings.threshold,
    ComparisonOperator: settings.comparisonOperator,
    ...(treatMissingData === undefined ? {} : { TreatMissingData: treatMissingData }),
    ...(evaluateLowSampleCountPercentile === undefined
      ? {}
      : { EvaluateLowSampleCountPercentile: evaluateLowSampleCountPercentile }),
  };
}
