/** What an alarm's actions are told: the message of an SNS topic and the event of a Lambda function. */
import { SUBJECT_CHARACTERS_MAX } from "../limits.ts";
import { type Alarm, alarmArn, isPlainStatistic } from "./alarm.ts";
import type { AlarmSettings, AlarmState } from "./alarm-record.ts";
import { JavaDouble, javaJson, printTime } from "./java-json.ts";
import { regionName } from "./region-names.ts";

/** `ALARM: "name" in US East (N. Virginia)`; long names are cut, since SNS takes no subject of more than 100 characters. */
export function notificationSubject(alarm: Alarm): string {
  const around = `${alarm.state.value}: "" in ${regionName(alarm.region)}`.length;
  const room = SUBJECT_CHARACTERS_MAX - around;
  // A subject of SNS is ASCII text: https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
  const ascii = alarm.name.replace(/[^\x20-\x7e]/g, "?");
  const name = ascii.length <= room ? ascii : `${ascii.slice(0, room - 3)}...`;
  return `${alarm.state.value}: "${name}" in ${regionName(alarm.region)}`;
}

/** The message of a change to the alarm's present state; its members come in the order in which AWS sends them. */
export function notificationMessage(alarm: Alarm, previous: AlarmState): string {
  const { settings, state } = alarm;
  return javaJson({
    AlarmName: alarm.name,
    AlarmDescription: settings.description ?? null,
    AWSAccountId: alarm.account,
    AlarmConfigurationUpdatedTimestamp: printTime(alarm.configuredAt),
    NewStateValue: state.value,
    NewStateReason: state.reason,
    StateChangeTime: printTime(state.updatedAt),
    Region: regionName(alarm.region),
    AlarmArn: alarmArn(alarm, alarm.name),
    OldStateValue: previous.value,
    OKActions: settings.okActions,
    AlarmActions: settings.alarmActions,
    InsufficientDataActions: settings.insufficientDataActions,
    Trigger: triggerOf(settings),
    ActionExecutedAfterMuteWindow: false,
  });
}

function triggerOf(settings: AlarmSettings): object {
  const { statistic } = settings;
  return {
    MetricName: settings.metricName,
    Namespace: settings.namespace,
    ...(isPlainStatistic(statistic)
      ? { StatisticType: "Statistic", Statistic: STATISTIC_NAMES[statistic] }
      : { StatisticType: "ExtendedStatistic", ExtendedStatistic: statistic }),
    Unit: settings.unit ?? null,
    Dimensions: settings.dimensions.map(({ Name, Value }) => ({ value: Value, name: Name })),
    Period: settings.periodSeconds,
    EvaluationPeriods: settings.evaluationPeriods,
    ...(settings.datapointsToAlarm === undefined ? {} : { DatapointsToAlarm: settings.datapointsToAlarm }),
    ComparisonOperator: settings.comparisonOperator,
    Threshold: new JavaDouble(settings.threshold),
    TreatMissingData: settings.treatMissingData ?? "",
    EvaluateLowSampleCountPercentile: settings.evaluateLowSampleCountPercentile ?? "",
  };
}

const STATISTIC_NAMES = {
  SampleCount: "SAMPLE_COUNT",
  Average: "AVERAGE",
  Sum: "SUM",
  Minimum: "MINIMUM",
  Maximum: "MAXIMUM",
} as const;

/** The event of a Lambda action: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-actions-Lambda.html */
export function functionEvent(alarm: Alarm, previous: AlarmState, metricId: string): string {
  const { settings, state } = alarm;
  const { namespace, metricName: name } = settings;
  const dimensions = Object.fromEntries(settings.dimensions.map(({ Name, Value }) => [Name, Value]));
  const metric = { namespace, name, dimensions };
  const metricStat = { metric, period: settings.periodSeconds, stat: settings.statistic, unit: settings.unit };
  return JSON.stringify({
    source: "aws.cloudwatch",
    alarmArn: alarmArn(alarm, alarm.name),
    accountId: alarm.account,
    time: printTime(state.updatedAt),
    region: alarm.region,
    alarmData: {
      alarmName: alarm.name,
      state: stateOf(state),
      previousState: stateOf(previous),
      configuration: {
        ...(settings.description === undefined ? {} : { description: settings.description }),
        metrics: [{ id: metricId, metricStat, returnData: true }],
      },
    },
  });
}

function stateOf({ value, reason, reasonData, updatedAt }: AlarmState): object {
  return { value, reason, ...(reasonData === undefined ? {} : { reasonData }), timestamp: printTime(updatedAt) };
}
