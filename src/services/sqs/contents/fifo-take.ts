/**
 * FIFO queues: groups in the order of their turns, from each as many messages as possible, in order, up to the first
 * that is out of sight.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-understanding-logic.html
 */
import { invariant } from "../../../kernel/invariant.ts";
import { requestThrottled } from "../errors.ts";
import { members, receipts } from "../keyspaces.ts";
import { RECEIVE_STEPS_MAX } from "../limits.ts";
import type { StoredMessage } from "../message/stored-message.ts";
import { messageAt } from "./message-at.ts";
import { endTurn, nextTurn, refreshGroup } from "./fifo-groups.ts";
import { lineShelf, type MessageKey, parts } from "./message-key.ts";
import type { OpenQueue } from "./open-queue.ts";
import type { Receipt } from "./receipt.ts";
import { expireMessage } from "./removal.ts";
import { fifoDelayMilliseconds, retentionStart } from "./retention.ts";
import type { TakeInProgress } from "./take-in-progress.ts";
import { revealMessage } from "./visibility.ts";

/** @throws ServiceError RequestThrottled when all groups that it may take from have been received from too often */
export function takeFromGroups(progress: TakeInProgress): void {
  const { open, throttle } = progress;
  const wanted = progress.missing;
  let throttled = false;
  // Groups that get a new turn meanwhile are behind this one, so that no group is visited twice.
  const horizon = open.tally.serial;
  for (let steps = 0; progress.missing > 0 && steps < RECEIVE_STEPS_MAX; steps++) {
    const turn = nextTurn(open, horizon);
    if (turn === undefined) break;
    if (throttle?.admitsReceiveFrom(turn.groupId) === false) throttled = true;
    else if (takeFromGroup(progress, turn.groupId)) {
      endTurn(open, turn);
      continue;
    }
    refreshGroup(open, turn.groupId, true);
  }
  if (throttled && progress.missing === wanted) throw requestThrottled();
}

/** @returns true when the first message that is left in the group went out of sight with this receive */
function takeFromGroup(progress: TakeInProgress, groupId: string): boolean {
  const { open, redrive } = progress;
  const { at, queue } = open;
  const limit = progress.missing + RECEIVE_STEPS_MAX;
  let isTaken = false;
  let isFresh = false;
  for (const row of members.range(at.tx, [queue.contents, groupId], { limit })) {
    if (progress.missing <= 0) break;
    const key: MessageKey = { shelf: lineShelf(queue.contents), enqueuedAt: row.value, serial: row.key[2] };
    const fresh = isFresh ? memberAt(open, key) : undefined;
    let receipt = receiptOf(open, key, fresh);
    isFresh = receipt === undefined;
    if (key.enqueuedAt < retentionStart(queue, at.now)) {
      expireMessage(open, key, { message: fresh ?? memberAt(open, key), receipt });
      continue;
    }
    if (receipt?.hidden) {
      if (receipt.visibleAt > at.now) break;
      receipt = revealMessage(open, key, receipt);
    }
    if (receipt === undefined && key.enqueuedAt + fifoDelayMilliseconds(queue) > at.now) break;
    const message = fresh ?? memberAt(open, key);
    if (receipt !== undefined && redrive.takes(message, receipt)) redrive.move(key, message, receipt);
    else if (progress.deliver(key, message, receipt)) isTaken = true;
    else break;
  }
  return isTaken && progress.hides;
}

/**
 * A group is received from its front on, so that behind a message without a receipt none has one, but for those that brought
 * it along from another queue.
 * @param fresh the message itself, when one before it in its group has no receipt
 */
function receiptOf({ at }: OpenQueue, key: MessageKey, fresh: StoredMessage | undefined): Receipt | undefined {
  const hasNone = fresh !== undefined && fresh.receivesElsewhere === undefined;
  return hasNone ? undefined : receipts.get(at.tx, parts(key));
}

function memberAt(open: OpenQueue, key: MessageKey): StoredMessage {
  const message = messageAt(open, key);
  invariant(message, "a member of a group has a message");
  return message;
}
