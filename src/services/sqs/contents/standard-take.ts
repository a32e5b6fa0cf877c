/**
 * Standard queues: messages that came back into sight first, in the order of sending, then those that wait in line.
 *
 * The line is the messages on their shelf behind the front, which every receive moves on: what was taken before is never
 * walked over again, and a message that just waits costs one row.
 */
import { invariant } from "../../../kernel/invariant.ts";
import type { ReadScope } from "../../../platform/scope.ts";
import { messages, ready, receipts } from "../keyspaces.ts";
import { RECEIVE_STEPS_MAX } from "../limits.ts";
import type { Queue } from "../queue/queue.ts";
import { messageAt } from "./dead-letter.ts";
import { lineShelf, type MessageKey, parts, rowsFrom } from "./message-key.ts";
import { removeMessage } from "./removal.ts";
import { retentionStart } from "./retention.ts";
import type { TakeInProgress } from "./take-in-progress.ts";
import type { Tally } from "./tally.ts";

export function takeFromLine(progress: TakeInProgress): void {
  takeReady(progress);
  if (progress.missing > 0) takeFresh(progress);
}

/** Whether a receive would find a row to look at. */
export function lineHasMessages(at: ReadScope, queue: Queue, tally: Tally): boolean {
  if (ready.first(at.tx, [queue.contents]) !== undefined) return true;
  const range = freshRange(queue, tally, { now: at.now, limit: 1 });
  for (const _ of messages.keys(at.tx, [lineShelf(queue.contents)], range)) return true;
  return false;
}

function takeReady(progress: TakeInProgress): void {
  const { open, redrive } = progress;
  const { at, queue } = open;
  for (const row of ready.keys(at.tx, [queue.contents], { limit: progress.missing + RECEIVE_STEPS_MAX })) {
    if (progress.missing <= 0) return;
    const key: MessageKey = { enqueuedAt: row[1], serial: row[2], shelf: row[3] };
    const receipt = receipts.get(at.tx, parts(key));
    const message = messageAt(open, key);
    invariant(receipt !== undefined && message !== undefined, "a ready message has a body and a receipt");
    if (key.enqueuedAt < retentionStart(queue, at.now)) removeMessage(open, key, { receipt, groupId: undefined });
    else if (redrive.takes(receipt.receiveCount)) redrive.move(key, message, receipt);
    else if (!progress.deliver(key, message, receipt)) return;
  }
}

function takeFresh(progress: TakeInProgress): void {
  const { at, queue, tally } = progress.open;
  const shelf = lineShelf(queue.contents);
  const range = freshRange(queue, tally, { now: at.now, limit: progress.missing });
  for (const { key, value } of messages.range(at.tx, [shelf], range)) {
    const [, enqueuedAt, serial] = key;
    if (!progress.deliver({ shelf, enqueuedAt, serial }, value, undefined)) return;
    tally.frontEnqueuedAt = enqueuedAt;
    tally.frontSerial = serial;
  }
}

/** What is behind the front and not past its retention: the time of enqueuing leads the key, so expired rows are skipped. */
function freshRange(
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
