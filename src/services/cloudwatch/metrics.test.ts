/** Metrics and dashboards: what is put is what is read, in periods. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTestPlatform, type TestPlatform } from "../../../tests/harness/platform.ts";
import { DAY_MILLISECONDS, HOUR_MILLISECONDS, MINUTE_MILLISECONDS } from "../../kernel/durations.ts";
import type { WriteScope } from "../../platform/scope.ts";
import { uncovered } from "../../platform/service.ts";
import type { TimerRequest } from "../../platform/timers/timer.ts";
import { CloudWatch, type MetricDatum } from "../../schema/generated/cloudwatch.ts";
import { runExpiry } from "./metric/expiry.ts";
import { findMetric } from "./metric/metric.ts";
import { cloudwatch } from "./service.ts";

const Namespace = "quiz";
const Dimensions = [{ Name: "Queue", Value: "answers" }];

describe("CloudWatch", () => {
  let cloud: TestPlatform;
  let start: number;

  const put = (...MetricData: (Partial<MetricDatum> & object)[]) =>
    cloud.call(CloudWatch.PutMetricData, {
      Namespace,
      MetricData: MetricData.map((datum) => ({ MetricName: "Depth", ...datum })),
    });
  const statistics = (input: object) =>
    cloud.call(CloudWatch.GetMetricStatistics, {
      Namespace,
      MetricName: "Depth",
      StartTime: start,
      EndTime: start + HOUR_MILLISECONDS,
      Period: 60,
      ...("ExtendedStatistics" in input
        ? {}
        : { Statistics: ["SampleCount", "Sum", "Average", "Minimum", "Maximum"] as const }),
      ...input,
    });
  const query = (stat: object = {}, more: object = {}) => ({
    Id: "m1",
    MetricStat: { Metric: { Namespace, MetricName: "Depth" }, Period: 60, Stat: "Sum", ...stat },
    ...more,
  });
  const read = (input: object) =>
    cloud.call(CloudWatch.GetMetricData, {
      StartTime: start,
      EndTime: start + HOUR_MILLISECONDS,
      MetricDataQueries: [query()],
      ...input,
    });

  beforeEach(async () => {
    cloud = await startTestPlatform({ services: [cloudwatch] });
    start = cloud.now();
  });
  afterEach(() => cloud.stop());

  it("covers its whole model", () => {
    expect(uncovered(cloudwatch)).toEqual([]);
  });

  it("adds up values, values with counts, and statistic sets exactly", async () => {
    await put({ Value: 0.1 }, { Values: [1, 2], Counts: [3, 1] });
    await put({ StatisticValues: { SampleCount: 2, Sum: 5, Minimum: -1, Maximum: 6 }, Timestamp: start + 59_999 });
    const { Label, Datapoints } = await statistics({});
    expect(Label).toBe("Depth");
    expect(Datapoints).toEqual([
      {
        Timestamp: start,
        SampleCount: 7,
        Sum: 10.1,
        Average: 10.1 / 7,
        Minimum: -1,
        Maximum: 6,
        Unit: "None",
      },
    ]);
  });

  it("gives periods their own datapoints, and leaves empty ones out", async () => {
    await put(
      { Value: 1 },
      { Value: 2, Timestamp: start + 4 * MINUTE_MILLISECONDS },
      { Value: 4, Timestamp: start + 5 * MINUTE_MILLISECONDS },
    );
    const points = async (Period: number) =>
      (await statistics({ Period })).Datapoints?.map(({ Timestamp = 0, Sum }) => [
        (Timestamp - start) / MINUTE_MILLISECONDS,
        Sum,
      ]);
    expect(await points(60)).toEqual([
      [0, 1],
      [4, 2],
      [5, 4],
    ]);
    expect(await points(300)).toEqual([
      [0, 3],
      [5, 4],
    ]);
    expect((await statistics({ StartTime: start + 1, EndTime: start + 30_000 })).Datapoints).toHaveLength(1);
    expect(
      (await statistics({ StartTime: start + MINUTE_MILLISECONDS, EndTime: start + 4 * MINUTE_MILLISECONDS }))
        .Datapoints,
    ).toEqual([]);
  });

  it("tells metrics apart by their exact dimensions in any order, and data by their units", async () => {
    const two = [
      { Name: "A", Value: "1" },
      { Name: "B", Value: "2" },
    ];
    await put({ Value: 1, Dimensions: two }, { Value: 2, Dimensions: two.toReversed(), Unit: "Count" }, { Value: 4 });
    const { Datapoints = [] } = await statistics({ Dimensions: two });
    expect(Datapoints.map(({ Unit, Sum }) => [Unit, Sum])).toEqual([
      ["Count", 2],
      ["None", 1],
    ]);
    expect((await statistics({ Dimensions: two, Unit: "Count" })).Datapoints).toHaveLength(1);
    expect((await statistics({ Dimensions: two.slice(1) })).Datapoints).toEqual([]);
  });

  it("gives percentiles where the values are known", async () => {
    await put({ Values: [1, 2, 3, 4], Counts: [1, 1, 1, 2] });
    const percentiles = async () =>
      (await statistics({ ExtendedStatistics: ["p0", "p50", "p87.5", "p100"] })).Datapoints?.[0]?.ExtendedStatistics;
    expect(await percentiles()).toEqual({ p0: 1, p50: 3, "p87.5": 4, p100: 4 });
    await put({ StatisticValues: { SampleCount: 2, Sum: 5, Minimum: 1, Maximum: 4 } });
    expect(await percentiles()).toEqual({});
  });

  it("keeps sums exact and percentiles close beyond a thousand values a minute", async () => {
    for (let batch = 0; batch < 20; batch++) {
      await put({ Values: Array.from({ length: 150 }, (_, index) => batch * 150 + index) });
    }
    const { Datapoints } = await statistics({});
    expect(Datapoints?.[0]).toMatchObject({ SampleCount: 3000, Sum: (2999 * 3000) / 2, Minimum: 0, Maximum: 2999 });
    const p99 = (await statistics({ ExtendedStatistics: ["p99"] })).Datapoints?.[0]?.ExtendedStatistics?.["p99"] ?? 0;
    expect(Math.abs(p99 - 2969)).toBeLessThan(40);
  });

  it("reads several series, newest first, page by page", async () => {
    for (let index = 0; index < 3; index++) await put({ Value: index, Timestamp: start + index * MINUTE_MILLISECONDS });
    const queries = [query(), query({ Stat: "SampleCount" }, { Id: "m2" }), query({}, { Id: "m3", ReturnData: false })];
    const first = await read({ MetricDataQueries: queries, MaxDatapoints: 4 });
    expect(first.MetricDataResults).toEqual([
      {
        Id: "m1",
        Label: "Depth Sum",
        Timestamps: [2, 1, 0].map((index) => start + index * MINUTE_MILLISECONDS),
        Values: [2, 1, 0],
        StatusCode: "Complete",
      },
      {
        Id: "m2",
        Label: "Depth SampleCount",
        Timestamps: [start + 2 * MINUTE_MILLISECONDS],
        Values: [1],
        StatusCode: "PartialData",
      },
    ]);
    const second = await read({ MetricDataQueries: queries, MaxDatapoints: 4, NextToken: first.NextToken });
    expect(second).toMatchObject({ MetricDataResults: [{ Id: "m2", Values: [1, 1], StatusCode: "Complete" }] });
    expect(second.NextToken).toBeUndefined();
    const ascending = await read({ ScanBy: "TimestampAscending" });
    expect(ascending.MetricDataResults?.[0]).toMatchObject({ Label: "Depth", Values: [0, 1, 2] });
  });

  it("gives old data at coarser periods only", async () => {
    await put({ Value: 1 });
    await cloud.advance(16 * DAY_MILLISECONDS);
    const sums = async (Period: number) =>
      (await read({ MetricDataQueries: [query({ Period })] })).MetricDataResults?.[0]?.Values;
    expect([await sums(60), await sums(300)]).toEqual([[], [1]]);
    await cloud.advance(48 * DAY_MILLISECONDS);
    expect([await sums(300), await sums(3600)]).toEqual([[], [1]]);
  });

  it("forgets data after 455 days, and the metric with its last data", async () => {
    await put({ Value: 1 }, { Value: 2, Timestamp: start + HOUR_MILLISECONDS });
    const metric = { namespace: Namespace, name: "Depth", dimensions: [] };
    const found = () => cloud.scope().read((at) => findMetric(at, metric));
    const payload = { id: found()?.id ?? 0, namespace: Namespace, name: "Depth", dimensionsKey: "[]" };
    const timers: TimerRequest[] = [];
    /** Runs a turn of expiry as if it were `now`: a clock that walks there minute by minute would take long. */
    const expireAt = (now: number) =>
      cloud.scope().write((at) => {
        const setTimer = (timer: TimerRequest): unknown => timers.push(timer);
        // The prototype is a whole scope; only its time, and what becomes of timers, are others.
        runExpiry(payload, Object.assign(Object.create(at) as WriteScope, { now, setTimer }));
      });
    const kept = async () => (await statistics({ EndTime: start + 2 * HOUR_MILLISECONDS })).Datapoints?.length;
    await expireAt(start + 455 * DAY_MILLISECONDS - 1);
    expect([await kept(), timers.length]).toEqual([2, 1]);
    await expireAt(start + 455 * DAY_MILLISECONDS);
    expect([await kept(), timers[1]?.dueAt]).toEqual([1, start + 456 * DAY_MILLISECONDS]);
    await expireAt(start + 456 * DAY_MILLISECONDS);
    expect([found(), timers.length]).toEqual([undefined, 2]);
  });

  it("lists metrics by namespace, name, dimensions and activity", async () => {
    await put({ Value: 1, Dimensions }, { Value: 1, MetricName: "Age" });
    await cloud.call(CloudWatch.PutMetricData, { Namespace: "other", MetricData: [{ MetricName: "Depth", Value: 1 }] });
    const list = async (input: object) =>
      (await cloud.call(CloudWatch.ListMetrics, input)).Metrics?.map((each) => `${each.Namespace}/${each.MetricName}`);
    expect(await list({})).toEqual(["other/Depth", "quiz/Age", "quiz/Depth"]);
    expect(await list({ Namespace })).toEqual(["quiz/Age", "quiz/Depth"]);
    expect(await list({ MetricName: "Depth" })).toEqual(["other/Depth", "quiz/Depth"]);
    expect(await list({ Dimensions: [{ Name: "Queue" }] })).toEqual(["quiz/Depth"]);
    expect(await list({ Dimensions: [{ Name: "Queue", Value: "none" }] })).toEqual([]);
    await cloud.advance(3 * HOUR_MILLISECONDS);
    await put({ Value: 1 });
    expect(await list({ RecentlyActive: "PT3H" })).toEqual(["quiz/Depth"]);
    await cloud.restart();
    await cloud.advance(14 * DAY_MILLISECONDS - HOUR_MILLISECONDS);
    expect(await list({})).toEqual(["quiz/Depth"]);
  });

  it("lists more than a page of metrics", async () => {
    await put(
      ...Array.from({ length: 501 }, (_, index) => ({ MetricName: `m${String(index).padStart(3, "0")}`, Value: 1 })),
    );
    const first = await cloud.call(CloudWatch.ListMetrics, {});
    expect(first.Metrics).toHaveLength(500);
    const second = await cloud.call(CloudWatch.ListMetrics, { NextToken: first.NextToken });
    expect(second.Metrics?.map((each) => each.MetricName)).toEqual(["m500"]);
  });

  it("takes AWS's own namespaces from services only", async () => {
    const input = { Namespace: "AWS/SQS", MetricData: [{ MetricName: "Depth", Value: 1 }] };
    await expect(cloud.call(CloudWatch.PutMetricData, input)).rejects.toMatchObject({
      message: "The value AWS/SQS for parameter Namespace is invalid.",
    });
    const sourceArn = "arn:aws:cloudwatch:us-east-1:000000000000:metrics";
    await cloud.scope().call(CloudWatch.PutMetricData, input, { principal: "sqs.amazonaws.com", sourceArn });
    expect((await cloud.call(CloudWatch.ListMetrics, {})).Metrics).toHaveLength(1);
  });

  it("keeps dashboards as they were put, in every region alike", async () => {
    const DashboardBody = JSON.stringify({ widgets: [{ type: "text", properties: { markdown: "é" } }] });
    await cloud.call(CloudWatch.PutDashboard, { DashboardName: "ops", DashboardBody });
    const elsewhere = { region: "eu-west-1" };
    const DashboardArn = "arn:aws:cloudwatch::000000000000:dashboard/ops";
    expect(await cloud.call(CloudWatch.GetDashboard, { DashboardName: "ops" }, elsewhere)).toEqual({
      DashboardArn,
      DashboardBody,
      DashboardName: "ops",
    });
    const { DashboardEntries } = await cloud.call(CloudWatch.ListDashboards, { DashboardNamePrefix: "o" });
    const Size = Buffer.byteLength(DashboardBody);
    expect(DashboardEntries).toEqual([{ DashboardName: "ops", DashboardArn, LastModified: start, Size }]);
    await cloud.call(CloudWatch.TagResource, { ResourceARN: DashboardArn, Tags: [{ Key: "a", Value: "b" }] });
    expect(await cloud.call(CloudWatch.ListTagsForResource, { ResourceARN: DashboardArn })).toEqual({
      Tags: [{ Key: "a", Value: "b" }],
    });
    await cloud.call(CloudWatch.DeleteDashboards, { DashboardNames: ["ops"] });
    expect(await cloud.call(CloudWatch.ListDashboards, {})).toEqual({ DashboardEntries: [] });
  });

  it("warns of a widget that would not be drawn", async () => {
    const metrics = [["quiz", "Depth", "Queue"], ["...", "answers"], [{ expression: "m1" }]];
    const widgets = [{ type: "metric", x: 0, y: 0, width: 24, properties: { region: "us-east-1", metrics } }];
    const answer = await cloud.call(CloudWatch.PutDashboard, {
      DashboardName: "d",
      DashboardBody: JSON.stringify({ widgets }),
    });
    expect(answer.DashboardValidationMessages).toMatchObject([{ DataPath: "/widgets/0/properties/metrics/0" }]);
  });
});
