/** The evaluation range of an alarm: its last periods, read from its metric. */
import { HOUR_MILLISECONDS, MINUTE_MILLISECONDS, SECOND_MILLISECONDS } from "../../../kernel/durations.ts";
import type { ReadScope } from "../../../platform/scope.ts";
import { ALARM_DAY_SECONDS_MAX, EVALUATION_RANGE_EXTRA_PERIODS } from "../limits.ts";
import { seriesOf } from "../metric/series.ts";
import { statisticReader } from "../metric/statistic.ts";
import type { AlarmSettings } from "./alarm-record.ts";
import type { EvaluatedPeriod } from "./evaluate.ts";

/** Whether an alarm is looked at in this minute: those that look back more than a day are, once an hour. */
export function isDue(settings: AlarmSettings, now: number): boolean {
  if (settings.periodSeconds * settings.evaluationPeriods <= ALARM_DAY_SECONDS_MAX) return true;
  return now % HOUR_MILLISECONDS < MINUTE_MILLISECONDS;
}

/** The periods up to the last full minute, oldest first. They slide by the minute, whatever their length. */
export function evaluationRange(at: ReadScope, settings: AlarmSettings): readonly EvaluatedPeriod[] {
  const period = settings.periodSeconds * SECOND_MILLISECONDS;
  const count = settings.evaluationPeriods + EVALUATION_RANGE_EXTRA_PERIODS;
  const to = at.now - (at.now % MINUTE_MILLISECONDS);
  const from = to - count * period;
  const { namespace, metricName: name, dimensions, unit } = settings;
  const metric = { namespace, name, dimensions };
  const series = seriesOf(at, { metric, from, to, periodMilliseconds: period, origin: to, unit });
  const reader = statisticReader(settings.statistic);
  return Array.from({ length: count }, (_, index) => {
    const start = from + index * period;
    const datapoint = series.get(start);
    const value = datapoint === undefined ? undefined : reader?.(datapoint);
    return { start, value, sampleCount: datapoint?.sampleCount ?? 0 };
  });
}
