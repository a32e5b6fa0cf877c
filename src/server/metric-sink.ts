/** Takes the services' own metrics to CloudWatch, as AWS's services do: by PutMetricData, in their own namespaces. */
import type { MetricBatch, MetricSink } from "../platform/metrics/metric-buffer.ts";
import type { AsyncScope } from "../platform/scope.ts";
import { CloudWatch } from "../schema/generated/cloudwatch.ts";

/** How many data one PutMetricData call takes: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html */
const DATA_A_CALL = 1_000;

/** Makes the sink; `scope` is asked for when there is something to write. */
export function metricSink(scope: () => AsyncScope): MetricSink {
  return async (batches, minute) => {
    for (const [group, members] of groupsOf(batches)) {
      const [account = "", region = "", namespace = ""] = group.split(" ");
      for (let start = 0; start < members.length; start += DATA_A_CALL) {
        const data = members.slice(start, start + DATA_A_CALL).map((batch) => ({
          MetricName: batch.name,
          Dimensions: Object.entries(batch.dimensions).map(([Name, Value]) => ({ Name, Value })),
          Timestamp: minute,
          Unit: batch.unit,
          Values: [...batch.values.keys()],
          Counts: [...batch.values.values()],
        }));
        await scope().call(
          CloudWatch.PutMetricData,
          { Namespace: namespace, MetricData: data },
          {
            principal: principalOf(namespace),
            sourceArn: `arn:aws:cloudwatch:${region}:${account}:metrics`,
            account,
            region,
          },
        );
      }
    }
  };
}

function groupsOf(batches: readonly MetricBatch[]): ReadonlyMap<string, MetricBatch[]> {
  const groups = new Map<string, MetricBatch[]>();
  for (const batch of batches) {
    const group = `${batch.account} ${batch.region} ${batch.namespace}`;
    const members = groups.get(group);
    if (members === undefined) groups.set(group, [batch]);
    else members.push(batch);
  }
  return groups;
}

/** `AWS/SQS` is written by `sqs.amazonaws.com`. */
function principalOf(namespace: string): string {
  return `${namespace.replace(/^AWS\//, "").toLowerCase()}.amazonaws.com`;
}
