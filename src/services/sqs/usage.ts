/** What SQS bills and counts: requests by 64 KiB of payload, and the counters of AWS/SQS. */
import { type Local, local } from "../../platform/local.ts";
import type { Frame, Remarks } from "../../platform/scope.ts";
import { FIXED } from "./limits.ts";
import type { Queue } from "./queue/queue.ts";

/**
 * Every action is a request, and a larger payload several: https://aws.amazon.com/sqs/pricing/
 * What SNS sends for its topics is not billed to the queue's owner.
 */
export function meterRequest(at: Billing, queue: Pick<Queue, "arn" | "fifo">, payloadBytes?: number): void {
  if (at.caller.kind === "service" && at.caller.principal === "sns.amazonaws.com") return;
  const quantity = Math.max(1, Math.ceil((payloadBytes ?? 0) / FIXED.meteredChunkBytes));
  const usageType = queue.fifo && payloadBytes !== undefined ? "Requests-FIFO-Tier1" : "Requests-Tier1";
  at.meter({ service: "AWSQueueService", usageType, quantity, resource: queue.arn });
}

export const COUNTER_NAMES = [
  "NumberOfMessagesSent",
  "NumberOfMessagesReceived",
  "NumberOfMessagesDeleted",
  "NumberOfEmptyReceives",
  "NumberOfDeduplicatedSentMessages",
] as const;

export type CounterName = (typeof COUNTER_NAMES)[number];

/** Which counters of which queues (by their id) were added to since the last full minute. */
export const counted = local("sqs.counted", () => new Map<number, Set<CounterName>>());

/** Where a request is billed: an operation's scope. */
type Billing = Remarks & Pick<Frame, "caller">;

/** Where something is counted: an operation's scope. */
type Counting = Remarks & { local<T>(key: Local<T>): T };

export function countMessages(at: Counting, queue: Queue, counts: Partial<Record<CounterName, number>>): void {
  const all = at.local(counted);
  const names = all.get(queue.id) ?? new Set();
  all.set(queue.id, names);
  for (const name of COUNTER_NAMES) {
    const value = counts[name];
    if (value === undefined) continue;
    at.metric({ namespace: "AWS/SQS", name, dimensions: { QueueName: queue.name }, value, unit: "Count" });
    names.add(name);
  }
}

/** The sizes of messages that were sent together; messages of one batch are often of one size. */
export function measureSentMessages(at: Remarks, queue: Queue, sizesBytes: readonly number[]): void {
  const dimensions = { QueueName: queue.name };
  for (let index = 0, samples = 1; index < sizesBytes.length; index += samples, samples = 1) {
    const value = sizesBytes[index] ?? 0;
    while (sizesBytes[index + samples] === value) samples++;
    at.metric({ namespace: "AWS/SQS", name: "SentMessageSize", dimensions, value, samples, unit: "Bytes" });
  }
}
