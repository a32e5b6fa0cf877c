/** ListMetrics: the metrics that had data in the last two weeks. */
import { operation } from "../../../platform/operation.ts";
import type { ReadScope } from "../../../platform/scope.ts";
import { CloudWatch, type ListMetricsInput, type Metric } from "../../../schema/generated/cloudwatch.ts";
import { metrics } from "../keyspaces.ts";
import { LIST_METRICS_PAGE, LISTED_MILLISECONDS, RECENTLY_ACTIVE_MILLISECONDS } from "../limits.ts";
import { readListToken, writeListToken } from "../list-token.ts";
import type { MetricRecord } from "../metric/metric-record.ts";
import { meterRequest } from "../meter-request.ts";

export const listMetrics = operation.read(CloudWatch.ListMetrics, {
  honours: ["Namespace", "MetricName", "Dimensions", "NextToken", "RecentlyActive"],
  on: (_input, place) => `arn:aws:cloudwatch:${place.region}:${place.account}:*`,
  run(input, at) {
    meterRequest(at, "CW:Requests");
    const Metrics: Metric[] = [];
    let last: readonly string[] = [];
    for (const { key, metric } of matching(input, at)) {
      if (Metrics.length === LIST_METRICS_PAGE) return { Metrics, NextToken: writeListToken(last) };
      Metrics.push(metric);
      last = key;
    }
    return { Metrics };
  },
});

function* matching(
  input: ListMetricsInput,
  at: ReadScope,
): Generator<{ readonly key: readonly string[]; readonly metric: Metric }> {
  const { account, region } = at;
  const window = input.RecentlyActive === undefined ? LISTED_MILLISECONDS : RECENTLY_ACTIVE_MILLISECONDS;
  const prefix =
    input.Namespace === undefined
      ? ([account, region] as const)
      : input.MetricName === undefined
        ? ([account, region, input.Namespace] as const)
        : ([account, region, input.Namespace, input.MetricName] as const);
  const rows = metrics.range(at.tx, prefix, startOf(input.NextToken, at));
  for (const { key, value } of rows) {
    const [, , Namespace, MetricName, dimensions] = key;
    if (input.MetricName !== undefined && MetricName !== input.MetricName) continue;
    if (value.lastDataAt <= at.now - window || !hasDimensions(value, input)) continue;
    yield {
      key: [Namespace, MetricName, dimensions],
      metric: { Namespace, MetricName, Dimensions: value.dimensions },
    };
  }
}

function startOf(token: string | undefined, { account, region }: ReadScope): object {
  if (token === undefined) return {};
  const [namespace, name, dimensions] = readListToken(token, ["string", "string", "string"]);
  return { after: [account, region, namespace, name, dimensions] };
}

/** A filter names a dimension, and may name its value; the metric may have more dimensions. */
function hasDimensions({ dimensions }: MetricRecord, input: ListMetricsInput): boolean {
  return (input.Dimensions ?? []).every((wanted) =>
    dimensions.some(
      ({ Name, Value }) => Name === wanted.Name && (wanted.Value === undefined || Value === wanted.Value),
    ),
  );
}
