/** Acting on a received message by its receipt handle: deleting it, and changing its visibility. */
import { SECOND_MILLISECONDS } from "../../../kernel/durations.ts";
import {
  invalidParameterValue,
  notAvailableForVisibilityChange,
  receiptHandleExpired,
  receiptHandleIsInvalid,
} from "../errors.ts";
import { receipts } from "../keyspaces.ts";
import { FIXED } from "../limits.ts";
import { decodeReceiptHandle, type ReceiptHandle } from "../message/receipt-handle.ts";
import { contentsOf, parts } from "./message-key.ts";
import type { OpenQueue } from "./open-queue.ts";
import type { Receipt } from "./receipt.ts";
import { checkVisibilityTimeout } from "./receive-plan.ts";
import { removeMessage } from "./removal.ts";
import { retentionStart } from "./retention.ts";
import { changeVisibility } from "./visibility.ts";

/**
 * Deletes a message. On a standard queue a handle always succeeds; it deletes only when it is of the latest receive.
 * On a FIFO queue it must be used while the message is in flight.
 * @throws ServiceError ReceiptHandleIsInvalid, InvalidParameterValue
 */
export function deleteReceived(open: OpenQueue, handleText: string): void {
  const { at, queue } = open;
  const handle = readHandle(open, handleText);
  const receipt = receiptOf(open, handle);
  if (receipt === undefined) return;
  const isLatest = receipt.nonce === handle.nonce;
  if (queue.fifo && (!isLatest || !isInFlight(receipt, at.now))) throw receiptHandleExpired(handleText);
  if (!isLatest || losesDelete(open, receipt)) return;
  const { cause, messageId, groupId } = receipt.of;
  removeMessage(open, handle, { receipt, groupId });
  at.record({ kind: "sqs.deleted", resource: queue.arn, parent: cause, subject: messageId, outcome: "ok" });
}

/** Whether a fault loses the deletion of a message. It is acknowledged, and the message is received again: once is not promised. */
function losesDelete({ at, queue }: OpenQueue, { of }: Receipt): boolean {
  if (at.faults === undefined || queue.fifo) return false;
  const { messageId: subject, cause: parent } = of;
  return at.faults.strike("delete", { resource: queue.arn, subject, parent }, at) !== undefined;
}

/** @throws ServiceError ReceiptHandleIsInvalid, InvalidParameterValue */
export function changeReceivedVisibility(open: OpenQueue, handleText: string, seconds: number): void {
  const { at, queue } = open;
  checkVisibilityTimeout(seconds);
  const handle = readHandle(open, handleText);
  const receipt = receiptOf(open, handle);
  if (receipt === undefined || handle.enqueuedAt < retentionStart(queue, at.now)) {
    throw notAvailableForVisibilityChange(handleText);
  }
  // A standard queue takes the handle of an earlier receive, and one whose time is over, as recorded from AWS.
  if (queue.fifo && (receipt.nonce !== handle.nonce || !isInFlight(receipt, at.now))) {
    throw receiptHandleExpired(handleText);
  }
  const total = at.now + seconds * SECOND_MILLISECONDS - receipt.lastReceivedAt;
  if (total > FIXED.visibilityTimeoutSeconds * SECOND_MILLISECONDS) {
    const reason = "Total VisibilityTimeout for the message is beyond the limit [43200 seconds]";
    throw invalidParameterValue("VisibilityTimeout", seconds, reason);
  }
  changeVisibility(open, handle, { receipt, seconds });
}

function readHandle(open: OpenQueue, handleText: string): ReceiptHandle {
  const handle = decodeReceiptHandle(handleText);
  if (handle === undefined || handle.queueId !== open.queue.id) throw receiptHandleIsInvalid(handleText);
  return handle;
}

/** The receipt of the message that a handle names; undefined when it was deleted, has expired, or was purged. */
function receiptOf({ at, queue }: OpenQueue, handle: ReceiptHandle): Receipt | undefined {
  return contentsOf(handle.shelf) === queue.contents ? receipts.get(at.tx, parts(handle)) : undefined;
}

function isInFlight(receipt: Receipt, now: number): boolean {
  return receipt.hidden && receipt.visibleAt > now;
}
