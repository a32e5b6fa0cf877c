/** Receiving: which messages a receive gets, and what becomes of them. */
import { SECOND_MILLISECONDS } from "../../../kernel/durations.ts";
import { receipts, ready } from "../keyspaces.ts";
import type { StoredMessage } from "../message/stored-message.ts";
import { sqsSettings } from "../settings.ts";
import { alarms } from "./alarms.ts";
import { redriveOf } from "./dead-letter.ts";
import { disorderOf } from "./disorder.ts";
import { takeFromGroups } from "./fifo-take.ts";
import { type MessageKey, parts } from "./message-key.ts";
import type { OpenQueue } from "./open-queue.ts";
import type { Receipt } from "./receipt.ts";
import type { TakeInProgress } from "./take-in-progress.ts";
import { deliverAgain, drawSecondDeliveries, mayDeliverAgain } from "./second-delivery.ts";
import { takeFromLine } from "./standard-take.ts";
import { passMessage } from "./tenants.ts";
import { throttleOf } from "./throttle.ts";
import { hideMessage, revealDue } from "./visibility.ts";

/** What a receive asks for. */
export interface TakeRequest {
  readonly maximumMessages: number;
  readonly visibilityTimeoutSeconds: number;
}

/** A message on its way to a receiver. */
export interface TakenMessage {
  readonly key: MessageKey;
  readonly message: StoredMessage;
  readonly receipt: Receipt;
}

/** Takes up to so many messages: each is counted as received once more, and hidden for the visibility timeout. */
export function takeMessages(open: OpenQueue, request: TakeRequest): readonly TakenMessage[] {
  const { at, queue } = open;
  if (!at.local(alarms).quietUntilAfter(queue.id, at.now)) revealDue(open);
  const { limits, disorder, duplicates } = at.local(sqsSettings);
  const redrive = redriveOf(open);
  const taken: TakenMessage[] = [];
  const room = Math.max(0, limits.inFlightMessages - open.tally.inFlight);
  const progress: TakeInProgress = {
    open,
    redrive,
    disorder: disorderOf(at, disorder),
    throttle: throttleOf(at, queue),
    hides: request.visibilityTimeoutSeconds > 0,
    missing: Math.min(request.maximumMessages, room),
    deliver(key, message, receipt) {
      const tenant = open.queue.fifo ? undefined : message.groupId;
      const next = markReceived(open, { key, message, receipt, tenant, seconds: request.visibilityTimeoutSeconds });
      taken.push({ key, message, receipt: next });
      progress.missing--;
      return true;
    },
  };
  if (queue.fifo) takeFromGroups(progress);
  else if (duplicates === 0 && !mayDeliverAgain(open)) takeFromLine(progress);
  else takeWithDuplicates(progress, { taken, duplicates });
  if (!progress.hides && !queue.fifo) giveBack(open, taken);
  redrive.close();
  return taken;
}

interface Duplication {
  readonly taken: readonly TakenMessage[];
  readonly duplicates: number;
}

function takeWithDuplicates(progress: TakeInProgress, { taken, duplicates }: Duplication): void {
  if (progress.hides) deliverAgain(progress);
  const deliveredAgain = taken.length;
  takeFromLine(progress);
  drawSecondDeliveries(progress.open, taken.slice(deliveredAgain), duplicates);
  // What is not hidden lies among the ready ones at once, where this same receive must not find it.
  if (!progress.hides) deliverAgain(progress);
}

/** What tenants' messages were received for 0 seconds is theirs again, now that it cannot be given out twice. */
function giveBack(open: OpenQueue, taken: readonly TakenMessage[]): void {
  for (const { key, message } of taken) {
    if (message.groupId !== undefined) passMessage(open, message.groupId, { key, to: "visible" });
  }
}

interface Reception {
  readonly key: MessageKey;
  readonly message: StoredMessage;
  readonly receipt: Receipt | undefined;
  /** Whose message it is in a fair queue. */
  readonly tenant: string | undefined;
  readonly seconds: number;
}

function markReceived(open: OpenQueue, { key, message, receipt, tenant, seconds }: Reception): Receipt {
  const { at, queue } = open;
  const { messageId, groupId, cause } = message;
  const next: Receipt = {
    receiveCount: (receipt?.receiveCount ?? 0) + 1,
    nonce: at.random.uint32(),
    hidden: seconds > 0,
    visibleAt: at.now + seconds * SECOND_MILLISECONDS,
    firstReceivedAt: receipt === undefined || receipt.firstReceivedAt === 0 ? at.now : receipt.firstReceivedAt,
    lastReceivedAt: at.now,
    of: { messageId, groupId, cause },
  };
  if (seconds > 0) hideMessage(open, key, { receipt: next, wasReady: receipt !== undefined, tenant });
  else {
    // A visibility timeout of 0 leaves the message where it is; one from the line must be findable behind the front.
    receipts.put(at.tx, parts(key), next);
    if (tenant !== undefined) passMessage(open, tenant, { key, from: "visible" });
    else if (!queue.fifo) ready.put(at.tx, [queue.contents, key.enqueuedAt, key.serial, key.shelf], null);
  }
  return next;
}
