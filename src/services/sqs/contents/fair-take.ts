/**
 * Fair queues: the visible messages of quiet tenants and those without a tenant in the order of sending, then those of
 * noisy tenants, from whoever has the fewest in flight. Nothing is held back: what is noisy is given when nothing quiet
 * is visible.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-fair-queues-detailed.html
 */
import { invariant } from "../../../kernel/invariant.ts";
import { messages, ready, receipts } from "../keyspaces.ts";
import { RECEIVE_STEPS_MAX } from "../limits.ts";
import { messageAt } from "./message-at.ts";
import { deliverPassedOver, drawsDisorder, isOutOfOrder, passOver } from "./disorder.ts";
import { freshRange } from "./line.ts";
import { lineShelf, type MessageKey, parts } from "./message-key.ts";
import type { OpenQueue } from "./open-queue.ts";
import { expireMessage } from "./removal.ts";
import { retentionStart } from "./retention.ts";
import type { TakeInProgress } from "./take-in-progress.ts";
import { nextTenantTurn, quietenIdle } from "./tenants.ts";

export function takeFairly(progress: TakeInProgress): void {
  const { open } = progress;
  quietenIdle(open);
  let own = nextWithoutTenant(open);
  const stepsMax = progress.missing + RECEIVE_STEPS_MAX;
  for (let steps = 0; progress.missing > 0 && steps < stepsMax; steps++) {
    const turn = nextTenantTurn(open);
    if (own !== undefined && (turn === undefined || !turn.isQuiet || isBefore(own, turn.head))) {
      if (!take(progress, own, true)) break;
      own = nextWithoutTenant(open, own);
    } else if (turn?.isQuiet !== true && isOutOfOrder(progress)) {
      // Quiet messages change places with each other, and none of them with a noisy one.
      deliverPassedOver(progress);
    } else if (turn === undefined || !take(progress, turn.head, turn.isQuiet)) break;
  }
  if (progress.disorder !== undefined) deliverPassedOver(progress);
}

/** Does with a visible message what its age and its receives ask for. @returns false when nothing more can be taken */
function take(progress: TakeInProgress, key: MessageKey, isQuiet: boolean): boolean {
  const { open, redrive } = progress;
  const { at, queue, tally } = open;
  const receipt = receipts.get(at.tx, parts(key));
  const message = messageAt(open, key);
  invariant(message !== undefined, "a visible message has a body");
  if (key.enqueuedAt < retentionStart(queue, at.now)) expireMessage(open, key, { message, receipt });
  else if (receipt !== undefined && redrive.takes(message, receipt)) redrive.move(key, message, receipt);
  else if (isQuiet && drawsDisorder(progress, message)) passOver(progress, { key, message, receipt });
  else if (!progress.deliver(key, message, receipt)) return false;
  if (receipt === undefined && key.shelf === lineShelf(queue.contents)) {
    tally.frontEnqueuedAt = key.enqueuedAt;
    tally.frontSerial = key.serial;
  }
  return true;
}

/** The first message that is its own tenant behind the one that was taken last: come back into sight, or in line. */
function nextWithoutTenant({ at, queue, tally }: OpenQueue, last?: MessageKey): MessageKey | undefined {
  let first: MessageKey | undefined;
  // What was given out for 0 seconds is ready again, and must not be given to the same receive twice.
  const after: [number, number, number] = [queue.contents, last?.enqueuedAt ?? 0, last?.serial ?? 0];
  for (const row of ready.keys(at.tx, [queue.contents], { after, limit: 1 })) {
    first = { enqueuedAt: row[1], serial: row[2], shelf: row[3] };
  }
  const shelf = lineShelf(queue.contents);
  for (const row of messages.keys(at.tx, [shelf], freshRange(queue, tally, { now: at.now, limit: 1 }))) {
    const fresh: MessageKey = { shelf, enqueuedAt: row[1], serial: row[2] };
    if (first === undefined || isBefore(fresh, first)) first = fresh;
  }
  return first;
}

function isBefore(one: MessageKey, other: MessageKey): boolean {
  return one.enqueuedAt < other.enqueuedAt || (one.enqueuedAt === other.enqueuedAt && one.serial < other.serial);
}
