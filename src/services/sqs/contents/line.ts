/**
 * The line of a standard queue: the messages on their shelf behind the front, which every receive moves on. What was
 * taken before is never walked over again, and a message that just waits costs one row.
 */
import type { ReadScope } from "../../../platform/scope.ts";
import { messages, ready } from "../keyspaces.ts";
import type { Queue } from "../queue/queue.ts";
import { lineShelf, rowsFrom } from "./message-key.ts";
import { retentionStart } from "./retention.ts";
import type { Tally } from "./tally.ts";

/** Whether a receive would find a row to look at, in line or come back into sight. */
export function lineHasMessages(at: ReadScope, queue: Queue, tally: Tally): boolean {
  if (ready.first(at.tx, [queue.contents]) !== undefined) return true;
  const range = freshRange(queue, tally, { now: at.now, limit: 1 });
  for (const _ of messages.keys(at.tx, [lineShelf(queue.contents)], range)) return true;
  return false;
}

/** What is behind the front and not past its retention: the time of enqueuing leads the key, so expired rows are skipped. */
export function freshRange(
  queue: Queue,
  tally: Tally,
  { now, limit }: { readonly now: number; readonly limit: number },
): FreshRange {
  const shelf = lineShelf(queue.contents);
  return {
    after: [shelf, tally.frontEnqueuedAt, tally.frontSerial],
    from: rowsFrom(shelf, retentionStart(queue, now)),
    limit,
  };
}

interface FreshRange {
  readonly after: [number, number, number];
  readonly from: [number, number];
  readonly limit: number;
}
