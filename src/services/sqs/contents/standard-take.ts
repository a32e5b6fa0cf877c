/**
 * Standard queues: messages that came back into sight first, in the order of sending, then those that wait in line.
 * With tenants it is another walk, which prefers the quiet ones.
 */
import { invariant } from "../../../kernel/invariant.ts";
import { messages, ready, receipts } from "../keyspaces.ts";
import { PASSED_OVER_MAX, RECEIVE_STEPS_MAX } from "../limits.ts";
import { messageAt } from "./message-at.ts";
import { deliverPassedOver, drawsDisorder, passOver } from "./disorder.ts";
import { takeFairly } from "./fair-take.ts";
import { freshRange } from "./line.ts";
import { lineShelf, type MessageKey, parts } from "./message-key.ts";
import { expireMessage } from "./removal.ts";
import { retentionStart } from "./retention.ts";
import type { TakeInProgress } from "./take-in-progress.ts";

export function takeFromLine(progress: TakeInProgress): void {
  if (progress.open.tally.inGroups > 0) return takeFairly(progress);
  takeReady(progress);
  if (progress.missing > 0) takeFresh(progress);
  if (progress.disorder !== undefined) deliverPassedOver(progress);
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
    if (key.enqueuedAt < retentionStart(queue, at.now)) expireMessage(open, key, { message, receipt });
    else if (redrive.takes(message, receipt)) redrive.move(key, message, receipt);
    else if (drawsDisorder(progress, message)) passOver(progress, { key, message, receipt });
    else if (!progress.deliver(key, message, receipt)) return;
  }
}

function takeFresh(progress: TakeInProgress): void {
  const { open, disorder } = progress;
  const { at, queue, tally } = open;
  const shelf = lineShelf(queue.contents);
  const limit = disorder === undefined ? progress.missing : progress.missing + PASSED_OVER_MAX;
  // All of them first: a visit that goes on while rows are written has to look after each of them where it is.
  const rows = [...messages.range(at.tx, [shelf], freshRange(queue, tally, { now: at.now, limit }))];
  for (const { key: row, value: message } of rows) {
    if (progress.missing <= 0) return;
    const [, enqueuedAt, serial] = row;
    const key: MessageKey = { shelf, enqueuedAt, serial };
    if (drawsDisorder(progress, message)) passOver(progress, { key, message, receipt: undefined });
    else if (!progress.deliver(key, message, undefined)) return;
    tally.frontEnqueuedAt = enqueuedAt;
    tally.frontSerial = serial;
  }
}
