/** What a queue has received since the cloud began, whatever became of it since. */
import type { LineageRecord } from "../../platform/lineage/lineage.ts";
import type { QueueHandle } from "../handles/queue-handle.ts";

/** A message, and the record of how it came there. */
export interface Arrival {
  readonly body: string;
  readonly record: LineageRecord;
}

/** Messages that were sent to the queue, moved to it, or dead-lettered into it, in order. */
export async function arrivals(queue: QueueHandle): Promise<readonly Arrival[]> {
  const { inside } = queue;
  const arn = await queue.arn();
  const records = [...inside.lineage().all()].filter(
    ({ kind, resource, outcome, reason }) =>
      (kind === "sqs.message" && resource === arn && outcome === "ok") ||
      (kind === "sqs.redrive" && reason?.endsWith(`moved to ${arn}.`) === true),
  );
  return arrivalsOf(queue, records);
}

/** Messages that left the queue for its dead-letter queue, in order. */
export async function departuresToDeadLetters(queue: QueueHandle): Promise<readonly Arrival[]> {
  const resource = await queue.arn();
  return arrivalsOf(queue, queue.inside.lineage().find({ kind: "sqs.redrive", resource }));
}

function arrivalsOf({ inside }: QueueHandle, records: readonly LineageRecord[]): readonly Arrival[] {
  return records.map((record) => ({ body: inside.messages.get(record.subject ?? "")?.body ?? "", record }));
}
