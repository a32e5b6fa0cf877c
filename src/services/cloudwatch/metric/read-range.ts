/** The time range of a read: how its start is rounded, and what is too old for its period. */
import { HOUR_MILLISECONDS, MINUTE_MILLISECONDS, SECOND_MILLISECONDS } from "../../../kernel/durations.ts";
import { notImplemented } from "../../../platform/service-error.ts";
import { invalidParameter, startNotBeforeEnd } from "../errors.ts";
import { COARSER_PERIODS } from "../limits.ts";

const HIGH_RESOLUTION_SECONDS = new Set([1, 5, 10, 20, 30]);

/** @throws ServiceError when `seconds` is no period of a metric with a resolution of a minute */
export function checkPeriod(seconds: number, name: string): void {
  if (HIGH_RESOLUTION_SECONDS.has(seconds)) throw notImplemented("periods shorter than 60 seconds");
  if (seconds % 60 !== 0) throw invalidParameter(`The parameter ${name} must be a multiple of 60.`);
}

export interface ReadRange {
  readonly from: number;
  readonly to: number;
}

/**
 * The range that a read from `start` to `end` covers; undefined when data of that age are not kept at this period.
 * @throws ServiceError when the range is none
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricStatistics.html
 */
export function readRange(
  given: { readonly StartTime: number; readonly EndTime: number },
  periodSeconds: number,
  now: number,
): ReadRange | undefined {
  if (given.StartTime >= given.EndTime) throw startNotBeforeEnd();
  const age = now - given.StartTime;
  const coarser = COARSER_PERIODS.find(({ olderThanMilliseconds }) => age > olderThanMilliseconds);
  if (coarser !== undefined && periodSeconds % coarser.periodSeconds !== 0) return undefined;
  const rounding = coarser === undefined ? MINUTE_MILLISECONDS : coarser.periodSeconds * SECOND_MILLISECONDS;
  const unit = Math.min(rounding, HOUR_MILLISECONDS);
  return { from: Math.floor(given.StartTime / unit) * unit, to: Math.ceil(given.EndTime) };
}
