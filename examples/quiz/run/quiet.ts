/** Waits until the workflow has come to rest: all queues empty, nothing in flight, no report missing. */
import { setTimeout as sleep } from "node:timers/promises";
import { HeadObjectCommand } from "@aws-sdk/client-s3";
import { GetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import type { Clients } from "./clients.ts";
import { QUEUE_NAMES, type Deployment, type QueueName } from "./deployment.ts";

/** How many messages each queue has, in whatever state. */
export type Depths = Readonly<Record<QueueName, number>>;

const LOOK_EVERY_MILLISECONDS = 500;
/** How often in a row everything must be empty: a message on its way between two queues is in neither. */
const QUIET_LOOKS = 3;

export interface Workflow {
  readonly clients: Clients;
  readonly deployment: Deployment;
  readonly endpoint: string;
}

/** @throws Error naming what is left when it takes longer than `patienceMilliseconds` */
export async function untilQuiet(
  workflow: Workflow,
  limits: { readonly report: string; readonly patienceMilliseconds: number },
  progress: (depths: Depths) => void,
): Promise<void> {
  const deadline = Date.now() + limits.patienceMilliseconds;
  let quietLooks = 0;
  while (quietLooks < QUIET_LOOKS) {
    const depths = await depthsOf(workflow);
    progress(depths);
    const isEmpty = Object.values(depths).every((depth) => depth === 0);
    const isQuiet = isEmpty && (await isThere(workflow, limits.report)) && (await settled(workflow.endpoint));
    quietLooks = isQuiet ? quietLooks + 1 : 0;
    if (Date.now() > deadline) throw new Error(`the workflow does not come to rest: ${JSON.stringify(depths)}`);
    if (quietLooks < QUIET_LOOKS) await sleep(LOOK_EVERY_MILLISECONDS);
  }
}

async function depthsOf({ clients, deployment }: Workflow): Promise<Depths> {
  const counts = QUEUE_NAMES.map(async (name) => [name, await depthOf(clients, deployment.queues[name])] as const);
  // One entry for each name of the list.
  return Object.fromEntries(await Promise.all(counts)) as Record<QueueName, number>;
}

/** Messages that wait, are delayed, or are being worked on. */
async function depthOf({ sqs }: Clients, QueueUrl: string): Promise<number> {
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl,
      AttributeNames: [
        "ApproximateNumberOfMessages",
        "ApproximateNumberOfMessagesNotVisible",
        "ApproximateNumberOfMessagesDelayed",
      ],
    }),
  );
  return Object.values(Attributes).reduce((total, count) => total + Number(count), 0);
}

async function isThere({ clients, deployment }: Workflow, key: string): Promise<boolean> {
  try {
    await clients.s3.send(new HeadObjectCommand({ Bucket: deployment.bucket, Key: key }));
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === "NotFound") return false;
    throw error;
  }
}

/** What is under way and in no queue: deliveries of topics and notifications of buckets. */
async function settled(endpoint: string): Promise<boolean> {
  const response = await fetch(`${endpoint}/_sluice/settle`, { method: "POST", signal: AbortSignal.timeout(60_000) });
  await response.arrayBuffer();
  return response.ok;
}
