/** What CloudWatch stores: key order and value of every kind of row. */
import { number, text } from "../../store/key.ts";
import { keyspace } from "../../store/keyspace.ts";
import { record } from "../../store/value-codec.ts";
import type { AlarmRecord, HistoryRecord } from "./alarm/alarm-record.ts";
import type { DashboardRecord } from "./dashboard/dashboard-record.ts";
import type { Datapoint } from "./metric/datapoint.ts";
import type { MetricRecord } from "./metric/metric-record.ts";

/** The next number of something, by what it numbers. */
export const numbers = keyspace("cloudwatch/numbers", { key: [text], value: record<number>() });

/** Metrics: account, region, namespace, name, dimensions as one text. */
export const metrics = keyspace("cloudwatch/metrics", {
  key: [text, text, text, text, text],
  value: record<MetricRecord>(),
});

/** Data, one row a metric, minute and unit: metric, start of the minute, unit. */
export const data = keyspace("cloudwatch/data", { key: [number, number, text], value: record<Datapoint>() });

/** Alarms: account, region, name. */
export const alarms = keyspace("cloudwatch/alarms", { key: [text, text, text], value: record<AlarmRecord>() });

/** What happened to alarms, also to those that are deleted: account, region, time, serial number. */
export const history = keyspace("cloudwatch/history", {
  key: [text, text, number, number],
  value: record<HistoryRecord>(),
});

/** The same by alarm: account, region, alarm name, time, serial number. */
export const historyByAlarm = keyspace("cloudwatch/history-by-alarm", {
  key: [text, text, text, number, number],
  value: record<HistoryRecord>(),
});

/** Dashboards, which belong to no region: account, name. */
export const dashboards = keyspace("cloudwatch/dashboards", { key: [text, text], value: record<DashboardRecord>() });
