/** Metrics: a namespace, a name and the exact set of dimensions are one metric. */
import type { ReadScope } from "../../../platform/scope.ts";
import type { Dimension } from "../../../schema/generated/cloudwatch.ts";
import { metrics } from "../keyspaces.ts";
import type { MetricRecord } from "./metric-record.ts";

/** What identifies a metric within an account and region. */
export interface MetricIdentity {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: readonly Dimension[];
}

/** The dimensions in the order of their names: the order in which they are given means nothing. */
export function sortedDimensions(dimensions: readonly Dimension[]): readonly Dimension[] {
  return dimensions
    .map(({ Name, Value }) => ({ Name, Value }))
    .sort((left, right) => (left.Name < right.Name ? -1 : Number(left.Name > right.Name)));
}

/** A set of dimensions as one text of a key. */
export function dimensionsKey(dimensions: readonly Dimension[]): string {
  return JSON.stringify(sortedDimensions(dimensions).map(({ Name, Value }) => [Name, Value]));
}

export function findMetric(at: ReadScope, { namespace, name, dimensions }: MetricIdentity): MetricRecord | undefined {
  return metrics.get(at.tx, [at.account, at.region, namespace, name, dimensionsKey(dimensions)]);
}
