/** PutMetricAlarm: makes an alarm on one metric, or gives an existing one new settings; that one keeps its state. */
import { operation } from "../../../platform/operation.ts";
import { CloudWatch } from "../../../schema/generated/cloudwatch.ts";
import { alarmArn, findAlarm, putAlarm } from "../alarm/alarm.ts";
import { addHistory } from "../alarm/history.ts";
import { alarmSettings } from "../alarm/settings.ts";
import { watch } from "../alarm/watch.ts";
import { addedTags } from "../tags.ts";
import { meterRequest } from "../meter-request.ts";

export const putMetricAlarm = operation.write(CloudWatch.PutMetricAlarm, {
  honours: [
    "AlarmName",
    "AlarmDescription",
    "ActionsEnabled",
    "OKActions",
    "AlarmActions",
    "InsufficientDataActions",
    "MetricName",
    "Namespace",
    "Statistic",
    "ExtendedStatistic",
    "Dimensions",
    "Period",
    "Unit",
    "EvaluationPeriods",
    "DatapointsToAlarm",
    "Threshold",
    "ComparisonOperator",
    "TreatMissingData",
    "EvaluateLowSampleCountPercentile",
    "Tags",
  ],
  on: (input, place) => alarmArn(place, input.AlarmName),
  run(input, at) {
    const { account, region, now } = at;
    const name = input.AlarmName;
    const settings = alarmSettings(input, region);
    const found = findAlarm(at, name);
    // Tags are taken at creation only: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
    const tags = found?.tags ?? addedTags({}, input.Tags, at.caller.kind === "service");
    const state = found?.state ?? {
      value: "INSUFFICIENT_DATA",
      reason: "Unchecked: Initial alarm creation",
      updatedAt: now,
      transitionedAt: now,
    };
    putAlarm(at, { name, account, region, settings, state, configuredAt: now, tags });
    addHistory(at, {
      alarmName: name,
      type: "ConfigurationUpdate",
      summary: found === undefined ? `Alarm "${name}" created` : `Alarm "${name}" updated`,
      data: JSON.stringify({ version: "1.0", type: found === undefined ? "Create" : "Update" }),
    });
    at.after(at.local(watch).wake);
    meterRequest(at, "CW:Requests");
    return {};
  },
});
