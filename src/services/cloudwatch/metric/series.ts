/** A metric's data over time, in periods. */
import type { ReadScope } from "../../../platform/scope.ts";
import { data } from "../keyspaces.ts";
import { type Datapoint, mergeDatapoints } from "./datapoint.ts";
import { findMetric, type MetricIdentity } from "./metric.ts";

/** What to read of a metric. */
export interface SeriesQuery {
  readonly metric: MetricIdentity;
  /** Included; whole milliseconds since the epoch. */
  readonly from: number;
  /** Excluded. */
  readonly to: number;
  readonly periodMilliseconds: number;
  /** Where the periods are counted from; 0 for those that AWS's reads give. */
  readonly origin?: number;
  /** Only data of this unit; of any, when absent. */
  readonly unit?: string | undefined;
}

/** Each period that has data, oldest first, by its start. */
export function seriesOf(at: ReadScope, query: SeriesQuery): ReadonlyMap<number, Datapoint> {
  const series = new Map<number, Datapoint>();
  for (const { start, datapoint } of rowsOf(at, query)) {
    const present = series.get(start);
    series.set(start, present === undefined ? datapoint : mergeDatapoints(present, datapoint));
  }
  return series;
}

/** The same for each unit apart. */
export function seriesByUnit(at: ReadScope, query: SeriesQuery): ReadonlyMap<string, ReadonlyMap<number, Datapoint>> {
  const units = new Map<string, Map<number, Datapoint>>();
  for (const { start, unit, datapoint } of rowsOf(at, query)) {
    const series = units.get(unit) ?? new Map<number, Datapoint>();
    const present = series.get(start);
    series.set(start, present === undefined ? datapoint : mergeDatapoints(present, datapoint));
    units.set(unit, series);
  }
  return units;
}

interface Row {
  readonly start: number;
  readonly unit: string;
  readonly datapoint: Datapoint;
}

function* rowsOf(at: ReadScope, query: SeriesQuery): Generator<Row> {
  const metric = findMetric(at, query.metric);
  if (metric === undefined || query.from >= query.to) return;
  const { periodMilliseconds: period, origin = 0 } = query;
  const range = { from: [metric.id, Math.max(0, query.from)], to: [metric.id, Math.max(0, query.to)] } as const;
  for (const { key, value } of data.range(at.tx, [metric.id], range)) {
    const [, minute, unit] = key;
    if (query.unit !== undefined && query.unit !== unit) continue;
    yield { start: minute - modulo(minute - origin, period), unit, datapoint: value };
  }
}

/** The remainder from 0 up, also of what lies before the origin. */
function modulo(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor;
}
