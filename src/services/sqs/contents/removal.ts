/** Taking messages out of a queue, in whatever state they are. */
import { hidden, messages, ready, receipts } from "../keyspaces.ts";
import type { StoredMessage } from "../message/stored-message.ts";
import { leaveGroup } from "./fifo-groups.ts";
import { type MessageKey, parts } from "./message-key.ts";
import type { OpenQueue } from "./open-queue.ts";
import { noteProcessing } from "./processing-times.ts";
import type { Receipt } from "./receipt.ts";
import { passMessage } from "./tenants.ts";
import { leaveView } from "./view.ts";
import { count, hiddenAs } from "./visibility.ts";

/** What is known of a message that leaves. */
export interface Leaving {
  readonly receipt: Receipt | undefined;
  readonly groupId: string | undefined;
}

/** Takes out a message that was kept for as long as its queue keeps messages, and says so. */
export function expireMessage(open: OpenQueue, key: MessageKey, { message, receipt }: Expiring): void {
  const { at, queue } = open;
  const { messageId, groupId, cause } = message;
  removeMessage(open, key, { receipt, groupId });
  at.record({
    kind: "sqs.message",
    resource: queue.arn,
    parent: cause,
    subject: messageId,
    outcome: "expired",
    reason: `It was in the queue for longer than ${queue.settings.messageRetentionPeriodSeconds} seconds.`,
  });
}

export interface Expiring {
  readonly message: StoredMessage;
  readonly receipt: Receipt | undefined;
}

/** Removes every row of a message and counts it out. Its group gets the turn that it now has when the queue is closed. */
export function removeMessage(open: OpenQueue, key: MessageKey, { receipt, groupId }: Leaving): void {
  const { at, queue, tally } = open;
  messages.delete(at.tx, parts(key));
  if (receipt !== undefined) receipts.delete(at.tx, parts(key));
  if (receipt?.hidden) {
    hidden.delete(at.tx, [queue.contents, receipt.visibleAt, ...parts(key)]);
    count(open, hiddenAs(receipt), -1);
    noteProcessing(open, groupId, receipt);
    if (groupId !== undefined && !queue.fifo) passMessage(open, groupId, { key, from: hiddenAs(receipt) });
  } else {
    tally.visible--;
    if (groupId !== undefined && !queue.fifo) passMessage(open, groupId, { key, from: "visible" });
    else if (receipt !== undefined && !queue.fifo) {
      ready.delete(at.tx, [queue.contents, key.enqueuedAt, key.serial, key.shelf]);
    }
  }
  if (!queue.fifo) return;
  leaveGroup(open, groupId ?? "", key.serial);
  (open.leftGroups ??= new Set()).add(groupId ?? "");
  leaveView(open, key.serial);
}
