/** What a queue or a topic has received since the cloud began, whatever became of it since. */
import type { LineageRecord } from "../../platform/lineage/lineage.ts";
import type { Evidence } from "./evidence.ts";

/** A message, and the record of how it came there. */
export interface Arrival {
  readonly body: string;
  readonly record: LineageRecord;
}

/** Messages that were sent to the queue, moved to it, or dead-lettered into it, in order. */
export function arrivals(evidence: Evidence, queueArn: string): readonly Arrival[] {
  const records = evidence.lineage().find({ kind: "sqs.message", resource: queueArn });
  return withBodies(
    evidence,
    records.filter(({ outcome }) => outcome === "ok"),
  );
}

/** Messages that left the queue for its dead-letter queue, in order. */
export function departuresToDeadLetters(evidence: Evidence, queueArn: string): readonly Arrival[] {
  return withBodies(evidence, evidence.lineage().find({ kind: "sqs.redrive", resource: queueArn }));
}

/** Messages that were published to the topic, in order. */
export function publications(evidence: Evidence, topicArn: string): readonly Arrival[] {
  const records = evidence.lineage().find({ kind: "sns.published", resource: topicArn });
  return withBodies(
    evidence,
    records.filter(({ outcome }) => outcome === "ok"),
  );
}

function withBodies({ messages }: Evidence, records: readonly LineageRecord[]): readonly Arrival[] {
  return records.map((record) => ({ body: messages.get(record.subject ?? "")?.body ?? "", record }));
}
