/** What time does to a queue, in batches: messages come back into sight and expire, and ids end. */
import type { ReadScope, WriteScope } from "../../../platform/scope.ts";
import { ends, hidden, messages, receipts } from "../keyspaces.ts";
import { DEDUPLICATION_UPKEEP_SLACK_MILLISECONDS, UPKEEP_BATCH_MESSAGES } from "../limits.ts";
import type { Queue } from "../queue/queue.ts";
import { clearEnded } from "./deduplication.ts";
import { nextDelayEnd } from "./fifo-groups.ts";
import { asideShelf, lineShelf, type MessageKey, parts, rowsFrom } from "./message-key.ts";
import { closeQueue } from "./close-queue.ts";
import { openQueue, type OpenQueue } from "./open-queue.ts";
import { expireMessage } from "./removal.ts";
import { retentionEnd, retentionStart } from "./retention.ts";
import { revealDue } from "./visibility.ts";

/** When the queue next needs upkeep; Infinity when nothing in it depends on time. */
export function nextUpkeepAt(at: ReadScope, queue: Queue): number {
  let dueAt = Infinity;
  for (const row of hidden.keys(at.tx, [queue.contents], { limit: 1 })) dueAt = row[1];
  for (const shelf of shelvesOf(queue)) {
    for (const row of messages.keys(at.tx, [shelf], { limit: 1 })) dueAt = Math.min(dueAt, retentionEnd(queue, row[1]));
  }
  if (!queue.fifo) return dueAt;
  for (const row of ends.keys(at.tx, [queue.contents], { limit: 1 })) {
    dueAt = Math.min(dueAt, row[1] + DEDUPLICATION_UPKEEP_SLACK_MILLISECONDS);
  }
  return Math.min(dueAt, nextDelayEnd(at, queue) ?? Infinity);
}

/** Does one batch of what is due. */
export function doUpkeep(at: WriteScope, queue: Queue): void {
  const open = openQueue(at, queue);
  removeExpired(open);
  revealDue(open);
  if (queue.fifo) clearEnded(open, UPKEEP_BATCH_MESSAGES);
  closeQueue(open);
}

function shelvesOf(queue: Queue): readonly number[] {
  return [lineShelf(queue.contents), asideShelf(queue.contents)];
}

function removeExpired(open: OpenQueue): void {
  const { at, queue } = open;
  for (const shelf of shelvesOf(queue)) {
    const range = { to: rowsFrom(shelf, retentionStart(queue, at.now)), limit: UPKEEP_BATCH_MESSAGES };
    for (const { key: row, value: message } of messages.range(at.tx, [shelf], range)) {
      const key: MessageKey = { shelf, enqueuedAt: row[1], serial: row[2] };
      expireMessage(open, key, { message, receipt: receipts.get(at.tx, parts(key)) });
    }
  }
}
