/** What a scenario leaves: the story of what happened, and what there is in the end. */
import { CloudWatchClient, DescribeAlarmsCommand } from "@aws-sdk/client-cloudwatch";
import { GetQueueAttributesCommand, ListQueuesCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { LineageRecord } from "../../../src/platform/lineage/lineage.ts";
import type { TestCloud } from "../../../src/testing/index.ts";

/** How many messages each queue holds (visible, in flight, delayed), and the state of each alarm, by name. */
export type End = Readonly<Record<string, string>>;

export interface Outcome {
  readonly story: readonly LineageRecord[];
  readonly end: End;
}

/** The outcome, when all has settled; closes the cloud. python/outcome.py asks for the same. */
export async function outcomeOf(cloud: TestCloud): Promise<Outcome> {
  await cloud.settle();
  const outcome = { story: [...cloud.lineage.all()], end: await endOf(cloud) };
  await cloud.close();
  return outcome;
}

async function endOf(cloud: TestCloud): Promise<End> {
  const sqs = new SQSClient(cloud.clientConfig());
  const end: Record<string, string> = {};
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({}));
  for (const QueueUrl of QueueUrls) {
    const { Attributes = {} } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }));
    const attributes = new Map(Object.entries(Attributes));
    const depth = ["", "NotVisible", "Delayed"].map((state) => attributes.get(`ApproximateNumberOfMessages${state}`));
    end[QueueUrl.slice(QueueUrl.lastIndexOf("/") + 1)] = depth.join(" ");
  }
  const { MetricAlarms = [] } = await new CloudWatchClient(cloud.clientConfig()).send(new DescribeAlarmsCommand({}));
  for (const { AlarmName = "", StateValue = "" } of MetricAlarms) end[AlarmName] = StateValue;
  return end;
}
