/** GetMetricData: several series at once, page by page. */
import { SECOND_MILLISECONDS } from "../../../kernel/durations.ts";
import { operation } from "../../../platform/operation.ts";
import type { ReadScope } from "../../../platform/scope.ts";
import { notImplemented } from "../../../platform/service-error.ts";
import {
  CloudWatch,
  type GetMetricDataInput,
  type MetricDataQuery,
  type MetricDataResult,
  type MetricStat,
} from "../../../schema/generated/cloudwatch.ts";
import { validationError } from "../errors.ts";
import { METRIC_DATA_POINTS_MAX, METRIC_DATA_QUERIES_MAX } from "../limits.ts";
import { readListToken, writeListToken } from "../list-token.ts";
import { checkPeriod, readRange } from "../metric/read-range.ts";
import { seriesOf } from "../metric/series.ts";
import { statisticReader } from "../metric/statistic.ts";
import { meterRequest } from "../meter-request.ts";

export const getMetricData = operation.read(CloudWatch.GetMetricData, {
  honours: ["MetricDataQueries", "StartTime", "EndTime", "NextToken", "ScanBy", "MaxDatapoints"],
  on: (_input, place) => `arn:aws:cloudwatch:${place.region}:${place.account}:*`,
  run(input, at) {
    const queries = input.MetricDataQueries;
    checkQueries(queries, at);
    const limit = input.MaxDatapoints ?? METRIC_DATA_POINTS_MAX;
    if (limit < 1 || limit > METRIC_DATA_POINTS_MAX) {
      throw validationError(`The parameter MaxDatapoints must be between 1 and ${METRIC_DATA_POINTS_MAX}.`);
    }
    const returned = queries.filter((query) => query.ReturnData !== false);
    meterRequest(at, "CW:GMD-Metrics", queries.length);
    return pageOf(
      returned.map((query) => ({ query, label: labelOf(query, returned), points: () => pointsOf(query, input, at) })),
      limit,
      input.NextToken,
    );
  },
});

const ID = /^[a-z][A-Za-z0-9_]*$/;

function checkQueries(queries: readonly MetricDataQuery[], at: ReadScope): void {
  if (queries.length > METRIC_DATA_QUERIES_MAX) {
    throw validationError(
      `The collection MetricDataQueries must not have a size greater than ${METRIC_DATA_QUERIES_MAX}.`,
    );
  }
  const seen = new Set<string>();
  queries.forEach((query, index) => {
    const path = `MetricDataQueries.member.${index + 1}`;
    if (!ID.test(query.Id)) {
      throw validationError(
        `The value ${query.Id} for parameter ${path}.Id is not matching the expected pattern ${ID.source}.`,
      );
    }
    if (seen.has(query.Id)) throw validationError("The values for parameter id in MetricDataQueries are not unique.");
    seen.add(query.Id);
    if (query.Expression !== undefined) throw notImplemented("metric math expressions");
    if (query.Label?.includes("${")) throw notImplemented("dynamic labels");
    if (query.AccountId !== undefined && query.AccountId !== at.account) {
      throw notImplemented("metrics of other accounts");
    }
    if (query.Period !== undefined) {
      throw validationError(`The parameter ${path}.Period can be used with an Expression only.`);
    }
    if (query.MetricStat === undefined) throw validationError(`The parameter ${path}.MetricStat is required.`);
    checkPeriod(query.MetricStat.Period, `${path}.MetricStat.Period`);
    if (statisticReader(query.MetricStat.Stat) === undefined) {
      throw validationError(
        `The value ${query.MetricStat.Stat} for parameter ${path}.MetricStat.Stat is not supported.`,
      );
    }
    const { Namespace, MetricName } = query.MetricStat.Metric;
    if (Namespace === undefined || MetricName === undefined) {
      throw validationError(`The parameters ${path}.MetricStat.Metric.Namespace and MetricName are required.`);
    }
  });
  if (queries.every((query) => query.ReturnData === false)) {
    throw validationError("At least one of the queries must have ReturnData set to true.");
  }
}

interface Point {
  readonly timestamp: number;
  readonly value: number;
}

function pointsOf(query: MetricDataQuery, input: GetMetricDataInput, at: ReadScope): readonly Point[] {
  const stat = query.MetricStat;
  const reader = statisticReader(stat?.Stat ?? "");
  const range = readRange(input, stat?.Period ?? 60, at.now);
  if (stat === undefined || reader === undefined || range === undefined) return [];
  const { Namespace: namespace = "", MetricName: name = "", Dimensions: dimensions = [] } = stat.Metric;
  const periodMilliseconds = stat.Period * SECOND_MILLISECONDS;
  const series = seriesOf(at, {
    metric: { namespace, name, dimensions },
    ...range,
    periodMilliseconds,
    unit: stat.Unit,
  });
  const points = [...series].flatMap(([timestamp, datapoint]) => {
    const value = reader(datapoint);
    return value === undefined ? [] : [{ timestamp, value }];
  });
  return input.ScanBy === "TimestampAscending" ? points : points.toReversed();
}

/** The metric's name, and what tells the request's queries apart: recorded as `metric1 Sum 60` beside `metric1 Minimum 30`. */
function labelOf(query: MetricDataQuery, all: readonly MetricDataQuery[]): string {
  if (query.Label !== undefined) return query.Label;
  const differs = (attribute: (stat: MetricStat | undefined) => unknown): boolean =>
    new Set(all.map((each) => attribute(each.MetricStat))).size > 1;
  return [
    query.MetricStat?.Metric.MetricName ?? "",
    ...(differs((stat) => stat?.Stat) ? [query.MetricStat?.Stat ?? ""] : []),
    ...(differs((stat) => stat?.Period) ? [String(query.MetricStat?.Period ?? "")] : []),
  ].join(" ");
}

interface Series {
  readonly query: MetricDataQuery;
  readonly label: string;
  points(): readonly Point[];
}

interface DataPage {
  readonly MetricDataResults: readonly MetricDataResult[];
  readonly Messages: readonly [];
  readonly NextToken?: string;
}

/** Points are counted over all series, in their order; a token says at which series and point to go on. */
function pageOf(all: readonly Series[], limit: number, token: string | undefined): DataPage {
  const [firstSeries = 0, firstPoint = 0] = token === undefined ? [] : readListToken(token, ["number", "number"]);
  const MetricDataResults: MetricDataResult[] = [];
  let room = limit;
  for (let index = Number(firstSeries); index < all.length; index++) {
    const series = all[index];
    if (series === undefined) break;
    const skipped = index === firstSeries ? Number(firstPoint) : 0;
    const points = series.points().slice(skipped);
    const taken = points.slice(0, room);
    room -= taken.length;
    const isWhole = taken.length === points.length;
    MetricDataResults.push({
      Id: series.query.Id,
      Label: series.label,
      Timestamps: taken.map((point) => point.timestamp),
      Values: taken.map((point) => point.value),
      StatusCode: isWhole ? "Complete" : "PartialData",
    });
    if (isWhole && (room > 0 || index === all.length - 1)) continue;
    const NextToken = isWhole ? writeListToken([index + 1, 0]) : writeListToken([index, skipped + taken.length]);
    return { MetricDataResults, Messages: [], NextToken };
  }
  return { MetricDataResults, Messages: [] };
}
