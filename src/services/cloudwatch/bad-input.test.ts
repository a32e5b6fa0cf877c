/** What CloudWatch refuses, in AWS's words. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestPlatform, type TestPlatform } from "../../../tests/harness/platform.ts";
import { DAY_MILLISECONDS, HOUR_MILLISECONDS } from "../../kernel/durations.ts";
import { CloudWatch } from "../../schema/generated/cloudwatch.ts";
import { cloudwatch } from "./service.ts";

const NOW = Date.UTC(2026, 0, 15, 12);
const value = "InvalidParameterValueException";
const combination = "InvalidParameterCombinationException";
const datum = (more: object) => ({ Namespace: "quiz", MetricData: [{ MetricName: "m", ...more }] });
const alarm = (more: object) => ({
  AlarmName: "a",
  Namespace: "quiz",
  MetricName: "m",
  Statistic: "Sum",
  Period: 60,
  EvaluationPeriods: 1,
  Threshold: 1,
  ComparisonOperator: "GreaterThanThreshold",
  ...more,
});
const statistics = (more: object) => ({
  Namespace: "quiz",
  MetricName: "m",
  StartTime: NOW - DAY_MILLISECONDS,
  EndTime: NOW,
  Period: 300,
  Statistics: ["Sum"],
  ...more,
});
const data = (query: object, more: object = {}) => ({
  StartTime: NOW - HOUR_MILLISECONDS,
  EndTime: NOW,
  MetricDataQueries: [
    { Id: "m1", MetricStat: { Metric: { Namespace: "quiz", MetricName: "m" }, Period: 60, Stat: "Sum" }, ...query },
  ],
  ...more,
});
const dashboard = (body: unknown) => ({
  DashboardName: "d",
  DashboardBody: typeof body === "string" ? body : JSON.stringify(body),
});

describe("CloudWatch refuses", () => {
  let cloud: TestPlatform;

  beforeAll(async () => {
    cloud = await startTestPlatform({ services: [cloudwatch], at: NOW });
    await cloud.call(CloudWatch.PutMetricAlarm, alarm({ AlarmName: "there" }) as never);
  });
  afterAll(() => cloud.stop());

  it.each([
    [
      CloudWatch.PutMetricData,
      { Namespace: "quiz" },
      "MissingRequiredParameterException",
      "The parameter MetricData is required.",
    ],
    [
      CloudWatch.PutMetricData,
      { Namespace: "quiz", MetricData: Array.from({ length: 1001 }, () => ({ MetricName: "m", Value: 1 })) },
      value,
      "The collection MetricData must not have a size greater than 1000.",
    ],
    [
      CloudWatch.PutMetricData,
      datum({ Value: 1, Values: [1] }),
      combination,
      "The parameters MetricData.member.1.Value and MetricData.member.1.Values are mutually exclusive and you have specified both.",
    ],
    [
      CloudWatch.PutMetricData,
      datum({ Values: [1, 2], Counts: [1] }),
      value,
      "The parameters MetricData.member.1.Values and MetricData.member.1.Counts must be of the same size.",
    ],
    [CloudWatch.PutMetricData, datum({ Values: Array.from({ length: 151 }, (_, index) => index) }), value, undefined],
    [
      CloudWatch.PutMetricData,
      datum({ Value: Number.NaN }),
      value,
      "The value NaN for parameter MetricData.member.1.Value is invalid.",
    ],
    [CloudWatch.PutMetricData, datum({ Value: 2 ** 361 }), value, undefined],
    [CloudWatch.PutMetricData, datum({}), "MissingRequiredParameterException", undefined],
    [CloudWatch.PutMetricData, datum({ Value: 1, Timestamp: NOW - 14 * DAY_MILLISECONDS - 1 }), value, undefined],
    [CloudWatch.PutMetricData, datum({ Value: 1, Timestamp: NOW + 2 * HOUR_MILLISECONDS + 1 }), value, undefined],
    [CloudWatch.PutMetricData, datum({ Value: 1, Unit: "Apples" }), "ValidationException", undefined],
    [CloudWatch.PutMetricData, datum({ Value: 1, StorageResolution: 1 }), "NotImplemented", undefined],
    [CloudWatch.PutMetricData, datum({ Value: 1, StorageResolution: 30 }), value, undefined],
    [CloudWatch.PutMetricData, datum({ Value: 1, Dimensions: [{ Name: ":x", Value: "v" }] }), value, undefined],
    [CloudWatch.PutMetricData, { ...datum({ Value: 1 }), StrictEntityValidation: true }, "NotImplemented", undefined],
    [
      CloudWatch.GetMetricStatistics,
      statistics({ StartTime: NOW, EndTime: NOW }),
      value,
      "The parameter StartTime must be less than the parameter EndTime.",
    ],
    [
      CloudWatch.GetMetricStatistics,
      statistics({ StartTime: NOW - 60 * DAY_MILLISECONDS, Period: 60 }),
      combination,
      "You have requested up to 86400 datapoints, which exceeds the limit of 1440. " +
        "You may reduce the datapoints requested by increasing Period, or decreasing the time range.",
    ],
    [CloudWatch.GetMetricStatistics, statistics({ Period: 90 }), value, undefined],
    [CloudWatch.GetMetricStatistics, statistics({ Period: 10 }), "NotImplemented", undefined],
    [CloudWatch.GetMetricStatistics, statistics({ Statistics: undefined }), combination, undefined],
    [CloudWatch.GetMetricStatistics, statistics({ ExtendedStatistics: ["p50"] }), combination, undefined],
    [
      CloudWatch.GetMetricStatistics,
      statistics({ Statistics: undefined, ExtendedStatistics: ["p101"] }),
      value,
      undefined,
    ],
    [
      CloudWatch.GetMetricStatistics,
      statistics({ Statistics: undefined, ExtendedStatistics: ["tm90"] }),
      "NotImplemented",
      undefined,
    ],
    [CloudWatch.GetMetricData, data({ Id: "M1" }), "ValidationException", undefined],
    [CloudWatch.GetMetricData, data({ Expression: "SUM(METRICS())" }), "NotImplemented", undefined],
    [CloudWatch.GetMetricData, data({ Label: "${MAX}" }), "NotImplemented", undefined],
    [CloudWatch.GetMetricData, data({ MetricStat: undefined }), "ValidationException", undefined],
    [CloudWatch.GetMetricData, data({ ReturnData: false }), "ValidationException", undefined],
    [CloudWatch.GetMetricData, data({}, { NextToken: "nonsense" }), "InvalidNextToken", undefined],
    [CloudWatch.ListMetrics, { NextToken: "nonsense" }, "InvalidNextToken", undefined],
    [CloudWatch.PutMetricAlarm, alarm({ Threshold: undefined }), "MissingRequiredParameterException", undefined],
    [CloudWatch.PutMetricAlarm, alarm({ Statistic: undefined }), "MissingRequiredParameterException", undefined],
    [CloudWatch.PutMetricAlarm, alarm({ ExtendedStatistic: "p90" }), combination, undefined],
    [
      CloudWatch.PutMetricAlarm,
      alarm({ ComparisonOperator: "GreaterThanUpperThreshold" }),
      "NotImplemented",
      undefined,
    ],
    [CloudWatch.PutMetricAlarm, alarm({ Metrics: [] }), "NotImplemented", undefined],
    [CloudWatch.PutMetricAlarm, alarm({ TreatMissingData: "maybe" }), "ValidationException", undefined],
    [CloudWatch.PutMetricAlarm, alarm({ Period: 30 }), "NotImplemented", undefined],
    [CloudWatch.PutMetricAlarm, alarm({ EvaluationPeriods: 1441 }), "ValidationException", undefined],
    [CloudWatch.PutMetricAlarm, alarm({ Period: 3600, EvaluationPeriods: 169 }), "ValidationException", undefined],
    [CloudWatch.PutMetricAlarm, alarm({ DatapointsToAlarm: 2 }), "ValidationException", undefined],
    [CloudWatch.PutMetricAlarm, alarm({ AlarmActions: ["topic"] }), "ValidationException", "Invalid arn syntax: topic"],
    [
      CloudWatch.PutMetricAlarm,
      alarm({ AlarmActions: ["arn:aws:automate:us-east-1:ec2:stop"] }),
      "NotImplemented",
      undefined,
    ],
    [
      CloudWatch.PutMetricAlarm,
      alarm({ AlarmActions: ["arn:aws:sns:eu-west-1:000000000000:t"] }),
      "ValidationException",
      "Invalid region eu-west-1 specified. Only us-east-1 is supported.",
    ],
    [
      CloudWatch.PutMetricAlarm,
      alarm({ AlarmActions: Array.from({ length: 6 }, () => "arn:aws:sns:us-east-1:0:t") }),
      "ValidationException",
      undefined,
    ],
    [CloudWatch.SetAlarmState, { AlarmName: "none", StateValue: "OK", StateReason: "r" }, "ResourceNotFound", ""],
    [
      CloudWatch.SetAlarmState,
      { AlarmName: "there", StateValue: "BAD", StateReason: "r" },
      "ValidationException",
      undefined,
    ],
    [
      CloudWatch.SetAlarmState,
      { AlarmName: "there", StateValue: "OK", StateReason: "r", StateReasonData: "{" },
      "InvalidFormatFault",
      undefined,
    ],
    [CloudWatch.DeleteAlarms, { AlarmNames: ["there", "none"] }, "ResourceNotFound", ""],
    [CloudWatch.DescribeAlarms, { AlarmNames: ["a"], AlarmNamePrefix: "a" }, combination, undefined],
    [CloudWatch.PutCompositeAlarm, { AlarmName: "c", AlarmRule: "TRUE" }, "NotImplemented", undefined],
    [
      CloudWatch.PutDashboard,
      { DashboardName: "a b", DashboardBody: "{}" },
      value,
      "The value for field DashboardName contains invalid characters. It can only contain alphanumerics, dash (-) and underscore (_).\n",
    ],
    [CloudWatch.PutDashboard, dashboard("{"), "DashboardInvalidInputError", undefined],
    [CloudWatch.PutDashboard, dashboard([]), "DashboardInvalidInputError", undefined],
    [CloudWatch.PutDashboard, dashboard({}), "DashboardInvalidInputError", undefined],
    [
      CloudWatch.PutDashboard,
      dashboard({ widgets: [{ type: "pie", properties: {} }] }),
      "DashboardInvalidInputError",
      undefined,
    ],
    [CloudWatch.PutDashboard, dashboard({ widgets: [{ type: "text" }] }), "DashboardInvalidInputError", undefined],
    [
      CloudWatch.PutDashboard,
      dashboard({ widgets: [{ type: "metric", properties: { metrics: [] } }] }),
      "DashboardInvalidInputError",
      undefined,
    ],
    [
      CloudWatch.PutDashboard,
      dashboard({ widgets: [{ type: "text", x: 1, properties: { markdown: "" } }] }),
      "DashboardInvalidInputError",
      undefined,
    ],
    [
      CloudWatch.PutDashboard,
      dashboard({ widgets: [{ type: "text", width: 25, properties: { markdown: "" } }] }),
      "DashboardInvalidInputError",
      undefined,
    ],
    [CloudWatch.GetDashboard, { DashboardName: "none" }, "DashboardNotFoundError", "Dashboard none does not exist"],
    [
      CloudWatch.ListTagsForResource,
      { ResourceARN: "arn:aws:cloudwatch:us-east-1:000000000000:alarm:none" },
      "ResourceNotFoundException",
      undefined,
    ],
  ] as const)("$name of $1: $2", async (operation, input, code, message) => {
    const refusal = message === undefined ? { code } : { code, message };
    await expect(cloud.callUnchecked(operation, input)).rejects.toMatchObject(refusal);
  });

  it("and changes nothing: the alarm that was to be deleted with one that is not there is still there", async () => {
    expect((await cloud.call(CloudWatch.DescribeAlarms, { AlarmNames: ["there"] })).MetricAlarms).toHaveLength(1);
  });
});
