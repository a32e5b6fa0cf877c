/** Alarms from end to end: a metric crosses a threshold, the topic is told, and told again when it is over. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTestPlatform, type TestPlatform } from "../../../tests/harness/platform.ts";
import { DAY_MILLISECONDS, MINUTE_MILLISECONDS } from "../../kernel/durations.ts";
import type { ServiceCaller } from "../../platform/caller.ts";
import { operation } from "../../platform/operation.ts";
import { defineService, type ServiceDefinition } from "../../platform/service.ts";
import { ServiceError } from "../../platform/service-error.ts";
import { CloudWatch, type PutMetricAlarmInput } from "../../schema/generated/cloudwatch.ts";
import { type PublishInput, SNS } from "../../schema/generated/sns.ts";
import { cloudwatch } from "./service.ts";

const TOPIC = "arn:aws:sns:us-east-1:000000000000:ops";
const ARN = "arn:aws:cloudwatch:us-east-1:000000000000:alarm:depth";

interface Published extends PublishInput {
  readonly caller: ServiceCaller;
  readonly at: number;
}

/** A topic that keeps what is published to it: another party than the service under test. */
function topicService(published: Published[]): ServiceDefinition {
  const publish = operation.write(SNS.Publish, {
    honours: ["TopicArn", "Message", "Subject"],
    on: (input) => input.TopicArn ?? "",
    run(input, at) {
      if (input.TopicArn !== TOPIC) throw new ServiceError("NotFound", "Topic does not exist", { statusCode: 404 });
      // CloudWatch calls as a service: what a user calls, this test does not publish.
      published.push({ ...input, caller: at.caller as ServiceCaller, at: at.now });
      return { MessageId: "m" };
    },
  });
  return defineService({
    model: SNS.model,
    operations: [publish],
    unsupported: [],
    refuse: () => new ServiceError("ValidationError", "bad"),
  });
}

describe("an alarm", () => {
  let cloud: TestPlatform;
  let published: Published[];
  let start: number;

  const alarm = (input: Partial<PutMetricAlarmInput> = {}) =>
    cloud.call(CloudWatch.PutMetricAlarm, {
      AlarmName: "depth",
      AlarmDescription: "too deep",
      Namespace: "quiz",
      MetricName: "Depth",
      Dimensions: [{ Name: "Queue", Value: "answers" }],
      Statistic: "Sum",
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 5,
      ComparisonOperator: "GreaterThanThreshold",
      TreatMissingData: "notBreaching",
      AlarmActions: [TOPIC],
      OKActions: [TOPIC],
      InsufficientDataActions: [TOPIC],
      ...input,
    });
  const emit = (Value: number) =>
    cloud.call(CloudWatch.PutMetricData, {
      Namespace: "quiz",
      MetricData: [{ MetricName: "Depth", Dimensions: [{ Name: "Queue", Value: "answers" }], Value }],
    });
  const described = async () => (await cloud.call(CloudWatch.DescribeAlarms, {})).MetricAlarms?.[0];
  const minute = () => cloud.advance(MINUTE_MILLISECONDS);

  beforeEach(async () => {
    published = [];
    cloud = await startTestPlatform({ services: [cloudwatch, topicService(published)] });
    start = cloud.now();
  });
  afterEach(() => cloud.stop());

  it("starts unchecked, and shows what it was given", async () => {
    await alarm({ Unit: "Count", DatapointsToAlarm: 1 });
    expect(await described()).toEqual({
      AlarmName: "depth",
      AlarmArn: ARN,
      AlarmDescription: "too deep",
      AlarmConfigurationUpdatedTimestamp: start,
      ActionsEnabled: true,
      OKActions: [TOPIC],
      AlarmActions: [TOPIC],
      InsufficientDataActions: [TOPIC],
      StateValue: "INSUFFICIENT_DATA",
      StateReason: "Unchecked: Initial alarm creation",
      StateUpdatedTimestamp: start,
      StateTransitionedTimestamp: start,
      MetricName: "Depth",
      Namespace: "quiz",
      Statistic: "Sum",
      Dimensions: [{ Name: "Queue", Value: "answers" }],
      Period: 60,
      Unit: "Count",
      EvaluationPeriods: 1,
      DatapointsToAlarm: 1,
      Threshold: 5,
      ComparisonOperator: "GreaterThanThreshold",
      TreatMissingData: "notBreaching",
    });
  });

  it("goes from OK to ALARM and back, and publishes each change once", async () => {
    await alarm();
    await cloud.advance(10_000);
    expect(await described()).toMatchObject({
      StateValue: "OK",
      StateReason:
        "Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was treated as [NonBreaching].",
    });
    await emit(4);
    await emit(3);
    await minute();
    expect(await described()).toMatchObject({
      StateValue: "ALARM",
      StateReason: "Threshold Crossed: 1 datapoint [7.0 (15/01/26 12:00:00)] was greater than the threshold (5.0).",
      StateReasonData:
        '{"version":"1.0","queryDate":"2026-01-15T12:01:10.000+0000","startDate":"2026-01-15T12:00:00.000+0000",' +
        '"statistic":"Sum","period":60,"recentDatapoints":[7.0],"threshold":5.0,"evaluatedDatapoints":' +
        '[{"timestamp":"2026-01-15T12:00:00.000+0000","sampleCount":2.0,"value":7.0}]}',
    });
    await emit(1);
    await minute();
    await minute();
    expect(await described()).toMatchObject({
      StateValue: "OK",
      StateReason: "Threshold Crossed: 1 datapoint [1.0 (15/01/26 12:01:00)] was not greater than the threshold (5.0).",
      StateTransitionedTimestamp: start + 2 * MINUTE_MILLISECONDS + 10_000,
    });
    expect(published.map(({ Subject }) => Subject)).toEqual([
      'OK: "depth" in US East (N. Virginia)',
      'ALARM: "depth" in US East (N. Virginia)',
      'OK: "depth" in US East (N. Virginia)',
    ]);
    expect(published[1]).toMatchObject({
      TopicArn: TOPIC,
      at: start + MINUTE_MILLISECONDS + 10_000,
      caller: { kind: "service", principal: "cloudwatch.amazonaws.com", sourceArn: ARN },
    });
    expect(published[1]?.Message).toBe(
      '{"AlarmName":"depth","AlarmDescription":"too deep","AWSAccountId":"000000000000",' +
        '"AlarmConfigurationUpdatedTimestamp":"2026-01-15T12:00:00.000+0000","NewStateValue":"ALARM",' +
        '"NewStateReason":"Threshold Crossed: 1 datapoint [7.0 (15/01/26 12:00:00)] was greater than the threshold (5.0).",' +
        `"StateChangeTime":"2026-01-15T12:01:10.000+0000","Region":"US East (N. Virginia)","AlarmArn":"${ARN}",` +
        `"OldStateValue":"OK","OKActions":["${TOPIC}"],"AlarmActions":["${TOPIC}"],"InsufficientDataActions":["${TOPIC}"],` +
        '"Trigger":{"MetricName":"Depth","Namespace":"quiz","StatisticType":"Statistic","Statistic":"SUM","Unit":null,' +
        '"Dimensions":[{"value":"answers","name":"Queue"}],"Period":60,"EvaluationPeriods":1,' +
        '"ComparisonOperator":"GreaterThanThreshold","Threshold":5.0,"TreatMissingData":"notBreaching",' +
        '"EvaluateLowSampleCountPercentile":""},"ActionExecutedAfterMuteWindow":false}',
    );
  });

  it("leads in lineage from the change to the publish", async () => {
    await alarm();
    await cloud.advance(10_000);
    const change = cloud.lineage().find((each) => each.kind === "cloudwatch.alarm");
    expect(change).toMatchObject({ resource: ARN, outcome: "ok", subject: "depth" });
    const publish = cloud.lineage().find((each) => each.kind === "sns.Publish");
    expect(publish).toMatchObject({ parent: change?.id, resource: TOPIC, outcome: "ok" });
  });

  it("says how many of how many data were decisive when DatapointsToAlarm is given", async () => {
    await alarm({ EvaluationPeriods: 3, DatapointsToAlarm: 2, Statistic: "Maximum" });
    for (const value of [6, 1, 8]) {
      await emit(value);
      await minute();
    }
    await cloud.advance(10_000);
    expect(await described()).toMatchObject({
      StateValue: "ALARM",
      StateReason:
        "Threshold Crossed: 2 out of the last 3 datapoints [8.0 (15/01/26 12:02:00), 6.0 (15/01/26 12:00:00)] " +
        "were greater than the threshold (5.0) (minimum 2 datapoints for OK -> ALARM transition).",
    });
  });

  it("adds up a long period that slides by the minute", async () => {
    await alarm({ Period: 180 });
    for (const value of [2, 2, 2]) {
      await emit(value);
      await minute();
    }
    await cloud.advance(10_000);
    expect(await described()).toMatchObject({
      StateValue: "ALARM",
      StateReason: "Threshold Crossed: 1 datapoint [6.0 (15/01/26 12:00:00)] was greater than the threshold (5.0).",
    });
  });

  it("goes back to insufficient data when the data end, and says so", async () => {
    await alarm({ TreatMissingData: "missing" });
    await emit(9);
    await minute();
    await cloud.advance(10_000);
    expect((await described())?.StateValue).toBe("ALARM");
    await cloud.advance(4 * MINUTE_MILLISECONDS);
    expect(await described()).toMatchObject({
      StateValue: "INSUFFICIENT_DATA",
      StateReason: "Insufficient Data: 1 datapoint was unknown.",
    });
    expect(published.map(({ Subject }) => Subject?.split(":")[0])).toEqual(["ALARM", "INSUFFICIENT_DATA"]);
  });

  it("evaluates at once after a restart, and goes on", async () => {
    await alarm();
    await cloud.advance(10_000);
    await emit(9);
    await cloud.advance(45_000);
    await cloud.restart();
    await cloud.advance(15_000);
    expect((await described())?.StateValue).toBe("ALARM");
    await cloud.restart();
    await cloud.advance(5 * MINUTE_MILLISECONDS);
    expect((await described())?.StateValue).toBe("OK");
    expect(published).toHaveLength(3);
  });

  it("acts on what a user sets, until the data say otherwise", async () => {
    await alarm({ TreatMissingData: "ignore" });
    const set = (StateValue: "ALARM" | "OK") =>
      cloud.call(CloudWatch.SetAlarmState, { AlarmName: "depth", StateValue, StateReason: "drill" });
    await set("ALARM");
    await set("ALARM");
    await cloud.settle();
    expect(published).toHaveLength(1);
    await cloud.advance(5 * MINUTE_MILLISECONDS);
    expect(await described()).toMatchObject({ StateValue: "ALARM", StateReason: "drill" });
    await emit(1);
    await cloud.advance(2 * MINUTE_MILLISECONDS);
    expect((await described())?.StateValue).toBe("OK");
    expect(published).toHaveLength(2);
  });

  it("tells nobody while its actions are switched off", async () => {
    await alarm();
    await cloud.call(CloudWatch.DisableAlarmActions, { AlarmNames: ["depth", "none"] });
    await emit(9);
    await cloud.advance(2 * MINUTE_MILLISECONDS);
    expect(await described()).toMatchObject({ StateValue: "ALARM", ActionsEnabled: false });
    expect(published).toEqual([]);
    await cloud.call(CloudWatch.EnableAlarmActions, { AlarmNames: ["depth"] });
    await cloud.advance(10 * MINUTE_MILLISECONDS);
    expect(published).toHaveLength(1);
  });

  it("keeps a history of its settings, states and actions for thirty days", async () => {
    await alarm({ OKActions: ["arn:aws:sns:us-east-1:000000000000:gone"] });
    await cloud.advance(10_000);
    await emit(9);
    await minute();
    const items = async (input = {}) =>
      (await cloud.call(CloudWatch.DescribeAlarmHistory, { AlarmName: "depth", ...input })).AlarmHistoryItems ?? [];
    const all = [
      `Successfully executed action ${TOPIC}`,
      "Alarm updated from OK to ALARM",
      "Failed to execute action arn:aws:sns:us-east-1:000000000000:gone",
      "Alarm updated from INSUFFICIENT_DATA to OK",
      'Alarm "depth" created',
    ];
    expect((await items()).map((item) => item.HistorySummary)).toEqual(all);
    const states = await items({ HistoryItemType: "StateUpdate", ScanBy: "TimestampAscending" });
    expect(states.map((item) => item.HistorySummary)).toEqual([all[3], all[1]]);
    expect(JSON.parse(states[1]?.HistoryData ?? "")).toMatchObject({
      oldState: { stateValue: "OK" },
      newState: { stateValue: "ALARM", stateReasonData: { threshold: 5 } },
    });
    const first = await cloud.call(CloudWatch.DescribeAlarmHistory, { MaxRecords: 2 });
    const second = await cloud.call(CloudWatch.DescribeAlarmHistory, { MaxRecords: 3, NextToken: first.NextToken });
    expect(second.AlarmHistoryItems?.map((item) => item.HistorySummary)).toEqual(all.slice(2));
    await cloud.call(CloudWatch.DeleteAlarms, { AlarmNames: ["depth"] });
    expect(await items()).toHaveLength(6);
    await cloud.advance(30 * DAY_MILLISECONDS + 1);
    expect(await items()).toEqual([]);
  });

  it("finds alarms by name, prefix, state, action and metric, page by page", async () => {
    for (const AlarmName of ["b", "a", "aa"]) await alarm({ AlarmName });
    await alarm({ AlarmName: "c", MetricName: "Other", AlarmActions: [], OKActions: [], InsufficientDataActions: [] });
    await cloud.call(CloudWatch.SetAlarmState, { AlarmName: "b", StateValue: "ALARM", StateReason: "drill" });
    const names = async (input: object) =>
      (await cloud.call(CloudWatch.DescribeAlarms, input)).MetricAlarms?.map((each) => each.AlarmName);
    expect(await names({})).toEqual(["a", "aa", "b", "c"]);
    expect(await names({ AlarmNamePrefix: "a" })).toEqual(["a", "aa"]);
    expect(await names({ AlarmNames: ["c", "a", "none"] })).toEqual(["a", "c"]);
    expect(await names({ StateValue: "ALARM" })).toEqual(["b"]);
    expect(await names({ ActionPrefix: "arn:aws:sns" })).toEqual(["a", "aa", "b"]);
    expect(await names({ AlarmTypes: ["CompositeAlarm"] })).toEqual([]);
    const page = await cloud.call(CloudWatch.DescribeAlarms, { MaxRecords: 3 });
    expect(await names({ NextToken: page.NextToken })).toEqual(["c"]);
    const metric = { Namespace: "quiz", MetricName: "Depth", Dimensions: [{ Name: "Queue", Value: "answers" }] };
    expect((await cloud.call(CloudWatch.DescribeAlarmsForMetric, metric)).MetricAlarms).toHaveLength(3);
    expect((await cloud.call(CloudWatch.DescribeAlarmsForMetric, { ...metric, Dimensions: [] })).MetricAlarms).toEqual(
      [],
    );
  });

  it("writes nothing while nothing changes", async () => {
    await alarm();
    await cloud.advance(10_000);
    const before = cloud.lineage().length;
    await cloud.advance(60 * MINUTE_MILLISECONDS);
    expect(cloud.lineage()).toHaveLength(before);
  });
});
