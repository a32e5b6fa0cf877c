/** Data of one metric over some time: a statistic set with the distinct values behind it, which can be merged. */
import { DISTINCT_VALUES_MAX } from "../limits.ts";

export interface Datapoint {
  readonly sampleCount: number;
  readonly sum: number;
  readonly minimum: number;
  readonly maximum: number;
  /** Each value and how often it came; undefined when a statistic set does not tell, and percentiles cannot be had. */
  readonly values: readonly (readonly [value: number, count: number])[] | undefined;
}

/** The data of values that came so often each. */
export function datapointOf(values: readonly (readonly [value: number, count: number])[]): Datapoint {
  let sampleCount = 0;
  let sum = 0;
  let minimum = Infinity;
  let maximum = -Infinity;
  for (const [value, count] of values) {
    sampleCount += count;
    sum += value * count;
    minimum = Math.min(minimum, value);
    maximum = Math.max(maximum, value);
  }
  return { sampleCount, sum, minimum, maximum, values: bounded(values) };
}

/** The data of both. Their statistics stay exact whatever happens to the values. */
export function mergeDatapoints(left: Datapoint, right: Datapoint): Datapoint {
  const values =
    left.values === undefined || right.values === undefined ? undefined : bounded([...left.values, ...right.values]);
  return {
    sampleCount: left.sampleCount + right.sampleCount,
    sum: left.sum + right.sum,
    minimum: Math.min(left.minimum, right.minimum),
    maximum: Math.max(left.maximum, right.maximum),
    values,
  };
}

const PRECISIONS = [17, 3, 2, 1];

/** Each distinct value once. Where there are too many, they are rounded: percentiles of many values are approximate on AWS too. */
function bounded(values: readonly (readonly [number, number])[]): readonly (readonly [number, number])[] {
  let counts = new Map<number, number>();
  for (const digits of PRECISIONS) {
    counts = new Map();
    for (const [value, count] of values) {
      const rounded = digits === 17 ? value : Number(value.toPrecision(digits));
      counts.set(rounded, (counts.get(rounded) ?? 0) + count);
    }
    if (counts.size <= DISTINCT_VALUES_MAX) break;
  }
  return [...counts];
}
