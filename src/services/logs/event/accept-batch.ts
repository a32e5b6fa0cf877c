/** What of a put's events is taken: the rules for one batch, before anything is stored. */
import { DAY_MILLISECONDS } from "../../../kernel/durations.ts";
import type { InputLogEvent, RejectedLogEventsInfo } from "../../../schema/generated/logs.ts";
import { batchTooLarge, eventTooLarge, notChronological, spanTooLong } from "../errors.ts";
import {
  BATCH_BYTES_MAX,
  BATCH_SPAN_MILLISECONDS,
  EVENT_AGE_MILLISECONDS_MAX,
  EVENT_AHEAD_MILLISECONDS_MAX,
} from "../limits.ts";
import { eventBytes } from "./event-row.ts";

export interface AcceptedBatch {
  readonly events: readonly InputLogEvent[];
  /** What the accepted events are counted as. */
  readonly bytes: number;
  readonly rejected: RejectedLogEventsInfo | undefined;
}

/**
 * Leaves out events that are too old, too new or already expired, and says which.
 * @throws ServiceError InvalidParameterException when the batch as a whole is refused
 */
export function acceptBatch(
  batch: readonly InputLogEvent[],
  at: { readonly now: number; readonly retentionInDays: number | undefined },
): AcceptedBatch {
  checkWhole(batch);
  const oldest = at.now - EVENT_AGE_MILLISECONDS_MAX;
  const newest = at.now + EVENT_AHEAD_MILLISECONDS_MAX;
  const retained = at.retentionInDays === undefined ? -Infinity : at.now - at.retentionInDays * DAY_MILLISECONDS;
  // The batch is in order, so that each kind of rejection takes a beginning or an end of it.
  const tooOldEnd = firstIndex(batch, (timestamp) => timestamp >= oldest);
  const expiredEnd = firstIndex(batch, (timestamp) => timestamp >= retained);
  const tooNewStart = firstIndex(batch, (timestamp) => timestamp > newest);
  const events = batch.slice(Math.max(tooOldEnd, expiredEnd), tooNewStart);
  const span = (events.at(-1)?.timestamp ?? 0) - (events[0]?.timestamp ?? 0);
  if (span > BATCH_SPAN_MILLISECONDS) throw spanTooLong();
  const rejected = {
    ...(tooNewStart < batch.length ? { tooNewLogEventStartIndex: tooNewStart } : {}),
    ...(tooOldEnd > 0 ? { tooOldLogEventEndIndex: tooOldEnd } : {}),
    ...(expiredEnd > 0 ? { expiredLogEventEndIndex: expiredEnd } : {}),
  };
  return {
    events,
    bytes: events.reduce((sum, event) => sum + eventBytes(event.message), 0),
    rejected: Object.keys(rejected).length === 0 ? undefined : rejected,
  };
}

function checkWhole(batch: readonly InputLogEvent[]): void {
  let previous = -Infinity;
  let total = 0;
  for (const { timestamp, message } of batch) {
    if (timestamp < previous) throw notChronological();
    previous = timestamp;
    const bytes = eventBytes(message);
    if (bytes > BATCH_BYTES_MAX) throw eventTooLarge(bytes, BATCH_BYTES_MAX);
    total += bytes;
  }
  if (total > BATCH_BYTES_MAX) throw batchTooLarge(total, BATCH_BYTES_MAX);
}

function firstIndex(batch: readonly InputLogEvent[], matches: (timestamp: number) => boolean): number {
  const index = batch.findIndex((event) => matches(event.timestamp));
  return index < 0 ? batch.length : index;
}
