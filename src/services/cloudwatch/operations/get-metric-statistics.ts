/** GetMetricStatistics: statistics of one metric over time. */
import { SECOND_MILLISECONDS } from "../../../kernel/durations.ts";
import { operation } from "../../../platform/operation.ts";
import { CloudWatch, type Datapoint, type GetMetricStatisticsInput } from "../../../schema/generated/cloudwatch.ts";
import { invalidCombination, invalidParameterValue, tooManyPoints } from "../errors.ts";
import { STATISTICS_POINTS_MAX } from "../limits.ts";
import type { Datapoint as StoredDatapoint } from "../metric/datapoint.ts";
import { checkPeriod, readRange } from "../metric/read-range.ts";
import { seriesByUnit } from "../metric/series.ts";
import { percentileReader, statisticReader, type StatisticReader } from "../metric/statistic.ts";
import { meterRequest } from "../meter-request.ts";

export const getMetricStatistics = operation.read(CloudWatch.GetMetricStatistics, {
  honours: [
    "Namespace",
    "MetricName",
    "Dimensions",
    "StartTime",
    "EndTime",
    "Period",
    "Statistics",
    "ExtendedStatistics",
    "Unit",
  ],
  on: (input, place) => `arn:aws:cloudwatch:${place.region}:${place.account}:${input.Namespace}/${input.MetricName}`,
  run(input, at) {
    const { Namespace: namespace, MetricName: name, Period } = input;
    checkPeriod(Period, "Period");
    const extended = extendedReaders(input);
    const range = readRange(input, Period, at.now);
    const points = Math.ceil((input.EndTime - input.StartTime) / (Period * SECOND_MILLISECONDS));
    if (points > STATISTICS_POINTS_MAX) throw tooManyPoints(points, STATISTICS_POINTS_MAX);
    meterRequest(at, "CW:Requests");
    const Datapoints: Datapoint[] = [];
    if (range !== undefined) {
      const metric = { namespace, name, dimensions: input.Dimensions ?? [] };
      const query = { metric, ...range, periodMilliseconds: Period * SECOND_MILLISECONDS, unit: input.Unit };
      for (const [unit, series] of seriesByUnit(at, query)) {
        for (const [start, datapoint] of series) {
          // Units are stored as they were given, and what was given is in the model's list.
          const Unit = unit as NonNullable<Datapoint["Unit"]>;
          Datapoints.push({ Timestamp: start, ...statisticsOf(datapoint, input, extended), Unit });
        }
      }
    }
    return { Label: name, Datapoints };
  },
});

type Readers = readonly (readonly [name: string, reader: StatisticReader])[];

function extendedReaders({ Statistics, ExtendedStatistics }: GetMetricStatisticsInput): Readers {
  if (Statistics === undefined && ExtendedStatistics === undefined) {
    throw invalidCombination("Either Statistics or ExtendedStatistics must be specified.");
  }
  if (Statistics !== undefined && ExtendedStatistics !== undefined) {
    throw invalidCombination("Statistics and ExtendedStatistics must not be specified together.");
  }
  return (ExtendedStatistics ?? []).map((name, index) => {
    const reader = percentileReader(name);
    if (reader === undefined) throw invalidParameterValue(`ExtendedStatistics.member.${index + 1}`, name);
    return [name, reader];
  });
}

function statisticsOf(datapoint: StoredDatapoint, input: GetMetricStatisticsInput, extended: Readers): Datapoint {
  const simple = (input.Statistics ?? []).map((name) => [name, statisticReader(name)?.(datapoint)] as const);
  const values = extended.flatMap(([name, reader]) => {
    const value = reader(datapoint);
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    ...Object.fromEntries(simple),
    ...(extended.length === 0 ? {} : { ExtendedStatistics: Object.fromEntries(values) }),
  };
}
