/** Statistics: what a datapoint is asked for. */
import { notImplemented } from "../../../platform/service-error.ts";
import type { Datapoint } from "./datapoint.ts";

/** The value of a datapoint; undefined where it does not have this statistic. */
export type StatisticReader = (datapoint: Datapoint) => number | undefined;

const SIMPLE: Readonly<Record<string, StatisticReader>> = {
  SampleCount: (datapoint) => datapoint.sampleCount,
  Sum: (datapoint) => datapoint.sum,
  Average: (datapoint) => (datapoint.sampleCount === 0 ? undefined : datapoint.sum / datapoint.sampleCount),
  Minimum: (datapoint) => datapoint.minimum,
  Maximum: (datapoint) => datapoint.maximum,
};

const PERCENTILE = /^p(\d{1,2}(?:\.\d{1,10})?|100)$/;
/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html */
const OTHER = /^(?:tm|wm|tc|ts)\d|^(?:TM|WM|TC|TS|PR)\(.*\)$|^IQM$/;

/** Reads one of the five statistics or a percentile. */
export function statisticReader(name: string): StatisticReader | undefined {
  return Object.hasOwn(SIMPLE, name) ? SIMPLE[name] : percentileReader(name);
}

/**
 * Reads a percentile such as `p99.9`; undefined for what is no extended statistic.
 * @throws ServiceError NotImplemented for trimmed means and their like
 */
export function percentileReader(name: string): StatisticReader | undefined {
  const [, digits] = PERCENTILE.exec(name) ?? [];
  if (digits !== undefined) return (datapoint) => percentile(datapoint, Number(digits));
  if (OTHER.test(name)) throw notImplemented(`the statistic ${name}`);
  return undefined;
}

/** Interpolates between neighbouring ranks; AWS documents no method. There are no percentiles of negative values. */
function percentile({ values, sampleCount, minimum }: Datapoint, percent: number): number | undefined {
  if (values === undefined || sampleCount === 0 || minimum < 0) return undefined;
  const sorted = values.toSorted((left, right) => left[0] - right[0]);
  const rank = (percent / 100) * (sampleCount - 1);
  const below = valueAtRank(sorted, Math.floor(rank));
  const above = valueAtRank(sorted, Math.ceil(rank));
  return below + (above - below) * (rank - Math.floor(rank));
}

function valueAtRank(sorted: readonly (readonly [number, number])[], rank: number): number {
  let passed = 0;
  for (const [value, count] of sorted) {
    passed += count;
    if (rank < passed) return value;
  }
  return sorted.at(-1)?.[0] ?? 0;
}
