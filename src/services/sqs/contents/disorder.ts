/**
 * Messages that come a little later than they might: what best-effort order means, for a cloud that is asked to show it.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/standard-queues.html
 */
import { fraction } from "../../../kernel/random.ts";
import type { ReadScope } from "../../../platform/scope.ts";
import { ready, receipts } from "../keyspaces.ts";
import { PASSED_OVER_MAX } from "../limits.ts";
import type { StoredMessage } from "../message/stored-message.ts";
import { type MessageKey, parts } from "./message-key.ts";
import type { OpenQueue } from "./open-queue.ts";
import { type Receipt, unreceived } from "./receipt.ts";
import type { Disorder, PassedOver, TakeInProgress } from "./take-in-progress.ts";
import { passMessage } from "./tenants.ts";

/** The disorder of a receive; undefined where there is none. */
export function disorderOf(at: ReadScope, probability: number): Disorder | undefined {
  return probability > 0 || at.faults !== undefined ? { probability, passedOver: [] } : undefined;
}

/** Draws whether the next message is passed over: few are, so that only neighbours change places. */
export function drawsDisorder({ open, disorder }: TakeInProgress, { messageId, cause }: StoredMessage): boolean {
  if (disorder === undefined || disorder.passedOver.length >= PASSED_OVER_MAX) return false;
  const { at, queue } = open;
  if (disorder.probability > 0 && fraction(at.random) < disorder.probability) return true;
  const struck = { resource: queue.arn, subject: messageId, parent: cause };
  return at.faults?.strike("order", struck, at) !== undefined;
}

/** Whether the receive has passed over messages that still wait for it. */
export function isOutOfOrder({ disorder }: TakeInProgress): boolean {
  return disorder !== undefined && disorder.passedOver.length > 0;
}

/** Lets a message wait. One of the line becomes ready, since the front moves on; one of a tenant leaves it until later. */
export function passOver({ open, disorder }: TakeInProgress, { key, message, receipt }: PassedOver): void {
  const tenant = message.groupId;
  if (tenant !== undefined) passMessage(open, tenant, { key, from: "visible" });
  const known = tenant === undefined ? (receipt ?? setAside(open, key, message)) : receipt;
  disorder?.passedOver.push({ key, message, receipt: known });
}

function setAside({ at, queue }: OpenQueue, key: MessageKey, message: StoredMessage): Receipt {
  const receipt = unreceived(message, { hidden: false, visibleAt: at.now });
  receipts.put(at.tx, parts(key), receipt);
  ready.put(at.tx, [queue.contents, key.enqueuedAt, key.serial, key.shelf], null);
  return receipt;
}

/** Gives what was passed over, the last first, to a receive that has found too little else; tenants get theirs back. */
export function deliverPassedOver(progress: TakeInProgress): void {
  const { open, disorder } = progress;
  for (const { key, message, receipt } of disorder?.passedOver.splice(0).toReversed() ?? []) {
    if (message.groupId !== undefined) passMessage(open, message.groupId, { key, to: "visible" });
    if (progress.missing > 0) progress.deliver(key, message, receipt);
  }
}
