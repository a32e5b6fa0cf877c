/** FIFO: what a deduplication id stood for in the last five minutes, and the numbering of messages. */
import type { WriteScope } from "../../../platform/scope.ts";
import { type DeduplicationBinding, deduplication, deduplicationEnds, sequences } from "../keyspaces.ts";
import { DEDUPLICATION_CLEARED_PER_PUBLISH, DEDUPLICATION_MILLISECONDS } from "../limits.ts";
import type { StoredTopic } from "../topic/topic.ts";
import type { CheckedMessage } from "./check-message.ts";

/** What was published under this message's deduplication id, if that is still remembered. */
export function earlierPublication(
  at: WriteScope,
  topic: StoredTopic,
  message: CheckedMessage,
): DeduplicationBinding | undefined {
  if (message.deduplicationId === undefined) return undefined;
  const binding = deduplication.get(at.tx, [topic.incarnation, scopeOf(topic, message), message.deduplicationId]);
  return binding !== undefined && binding.endsAt > at.now ? binding : undefined;
}

/** Remembers a publication, and forgets a few that are past their time. */
export function rememberPublication(
  at: WriteScope,
  topic: StoredTopic,
  publication: { readonly message: CheckedMessage; readonly messageId: string; readonly sequenceNumber: string },
): void {
  const { message, messageId, sequenceNumber } = publication;
  if (message.deduplicationId === undefined) return;
  forgetEnded(at, DEDUPLICATION_CLEARED_PER_PUBLISH);
  const endsAt = at.now + DEDUPLICATION_MILLISECONDS;
  const key = [topic.incarnation, scopeOf(topic, message), message.deduplicationId] as const;
  deduplication.put(at.tx, key, { messageId, sequenceNumber, endsAt });
  deduplicationEnds.put(at.tx, [endsAt, ...key], null);
}

/** Clears away bindings that have ended. */
export function forgetEnded(at: WriteScope, limit: number): void {
  for (const [endsAt, ...key] of deduplicationEnds.keys(at.tx, [], { to: [at.now + 1], limit })) {
    deduplicationEnds.delete(at.tx, [endsAt, ...key]);
    // The id may have been bound again since.
    const binding = deduplication.get(at.tx, key);
    if (binding !== undefined && binding.endsAt === endsAt) deduplication.delete(at.tx, key);
  }
}

/** The next sequence number of a topic: 20 digits, as AWS writes them. */
export function nextSequenceNumber(at: WriteScope, topic: StoredTopic): string {
  const next = (sequences.get(at.tx, [topic.incarnation]) ?? 0) + 1;
  sequences.put(at.tx, [topic.incarnation], next);
  return `1${String(next).padStart(19, "0")}`;
}

/** The number in a sequence number: messages of one topic order by it. */
export function serialOf(sequenceNumber: string | undefined): number {
  return Number(sequenceNumber?.slice(1));
}

function scopeOf(topic: StoredTopic, message: CheckedMessage): string {
  return topic.settings.fifoThroughputScope === "MessageGroup" ? (message.groupId ?? "") : "";
}
