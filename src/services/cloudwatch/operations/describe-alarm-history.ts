/** DescribeAlarmHistory: what happened to alarms in the last thirty days. */
import { operation } from "../../../platform/operation.ts";
import { type AlarmHistoryItem, CloudWatch } from "../../../schema/generated/cloudwatch.ts";
import { alarmArn } from "../alarm/alarm.ts";
import { historyItems } from "../alarm/history.ts";
import { HISTORY_RECORDS_DEFAULT } from "../limits.ts";
import { readListToken, writeListToken } from "../list-token.ts";
import { meterRequest } from "../meter-request.ts";

export const describeAlarmHistory = operation.read(CloudWatch.DescribeAlarmHistory, {
  honours: ["AlarmName", "AlarmTypes", "HistoryItemType", "StartDate", "EndDate", "MaxRecords", "NextToken", "ScanBy"],
  on: (input, place) => alarmArn(place, input.AlarmName ?? "*"),
  run(input, at) {
    meterRequest(at, "CW:Requests");
    const AlarmHistoryItems: AlarmHistoryItem[] = [];
    // Every alarm here is a metric alarm.
    if (input.AlarmTypes !== undefined && !input.AlarmTypes.includes("MetricAlarm")) return { AlarmHistoryItems };
    const limit = input.MaxRecords ?? HISTORY_RECORDS_DEFAULT;
    const [time, serial] = input.NextToken === undefined ? [] : readListToken(input.NextToken, ["number", "number"]);
    const items = historyItems(at, {
      alarmName: input.AlarmName,
      from: Math.max(0, Math.floor(input.StartDate ?? 0)),
      to: Math.max(0, Math.floor(input.EndDate ?? at.now)),
      reverse: input.ScanBy !== "TimestampAscending",
      after: time === undefined ? undefined : [Number(time), Number(serial)],
    });
    let last: readonly [number, number] = [0, 0];
    for (const item of items) {
      if (input.HistoryItemType !== undefined && item.type !== input.HistoryItemType) continue;
      if (AlarmHistoryItems.length === limit) return { AlarmHistoryItems, NextToken: writeListToken(last) };
      last = [item.at, item.serial];
      AlarmHistoryItems.push({
        AlarmName: item.alarmName,
        AlarmType: "MetricAlarm",
        Timestamp: item.at,
        HistoryItemType: item.type,
        HistorySummary: item.summary,
        HistoryData: item.data,
      });
    }
    return { AlarmHistoryItems };
  },
});
