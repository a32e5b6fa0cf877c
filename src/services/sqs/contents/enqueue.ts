/** Putting messages into a queue. */
import { hidden, messages, ready, receipts } from "../keyspaces.ts";
import type { StoredMessage } from "../message/stored-message.ts";
import { joinGroup, rejoinGroup } from "./fifo-groups.ts";
import { asideShelf, lineShelf, type MessageKey, parts } from "./message-key.ts";
import { expectUpkeep, type OpenQueue } from "./open-queue.ts";
import { type Receipt, unreceived } from "./receipt.ts";
import { retentionEnd } from "./retention.ts";
import { passMessage } from "./tenants.ts";
import { endViewBeforeNext } from "./view.ts";

/** How a message comes in, when it does not simply join the end of the line. */
export interface Arrival {
  /** Standard queues: hidden for so long. FIFO queues have only the delay of the queue. */
  readonly delayMilliseconds?: number;
  /** Comes from another queue: what happened to it there, and since when it is kept. */
  readonly from?: { readonly receipt: Receipt; readonly enqueuedAt: number };
}

/** Stores a message and makes it available, at once or when its delay is over. */
export function enqueue(open: OpenQueue, message: StoredMessage, arrival: Arrival = {}): MessageKey {
  const { queue } = open;
  const tenant = queue.fifo ? undefined : message.groupId;
  if (queue.fifo) endViewBeforeNext(open.tally);
  const key = queue.fifo ? placeInLine(open) : placeFor(open, arrival, tenant);
  messages.put(open.at.tx, parts(key), message);
  expectUpkeep(open, retentionEnd(queue, key.enqueuedAt));
  if (queue.fifo) enqueueInGroup(open, { message, key, arrival });
  else if (arrival.delayMilliseconds !== undefined && arrival.delayMilliseconds > 0) {
    hide(open, key, { message, tenant, delayMilliseconds: arrival.delayMilliseconds });
  } else {
    open.tally.visible++;
    open.newlyAvailable++;
    if (arrival.from !== undefined) receipts.put(open.at.tx, parts(key), arrival.from.receipt);
    if (tenant !== undefined) passMessage(open, tenant, { key, to: "visible" });
    else if (arrival.from !== undefined) {
      ready.put(open.at.tx, [queue.contents, key.enqueuedAt, key.serial, key.shelf], null);
    }
  }
  return key;
}

function placeFor(open: OpenQueue, arrival: Arrival, tenant: string | undefined): MessageKey {
  const aside = tenant !== undefined || arrival.from !== undefined || (arrival.delayMilliseconds ?? 0) > 0;
  if (!aside) return placeInLine(open);
  const serial = ++open.tally.serial;
  return { shelf: asideShelf(open.queue.contents), enqueuedAt: arrival.from?.enqueuedAt ?? open.at.now, serial };
}

function placeInLine({ at, queue, tally }: OpenQueue): MessageKey {
  tally.serial++;
  tally.lastEnqueuedAt = Math.max(at.now, tally.lastEnqueuedAt);
  return { shelf: lineShelf(queue.contents), enqueuedAt: tally.lastEnqueuedAt, serial: tally.serial };
}

interface GroupArrival {
  readonly message: StoredMessage;
  readonly key: MessageKey;
  readonly arrival: Arrival;
}

function enqueueInGroup(open: OpenQueue, { message, key, arrival }: GroupArrival): void {
  open.tally.visible++;
  const groupId = message.groupId ?? "";
  if (arrival.from === undefined) return joinGroup(open, groupId, key);
  receipts.put(open.at.tx, parts(key), arrival.from.receipt);
  rejoinGroup(open, groupId, key);
}

interface DelayedArrival {
  readonly message: StoredMessage;
  readonly tenant: string | undefined;
  readonly delayMilliseconds: number;
}

function hide(open: OpenQueue, key: MessageKey, { message, tenant, delayMilliseconds }: DelayedArrival): void {
  const { at, queue, tally } = open;
  const visibleAt = at.now + delayMilliseconds;
  receipts.put(at.tx, parts(key), unreceived(message, { hidden: true, visibleAt }));
  hidden.put(at.tx, [queue.contents, visibleAt, ...parts(key)], "delayed");
  tally.delayed++;
  if (tenant !== undefined) passMessage(open, tenant, { key, to: "delayed" });
  expectUpkeep(open, visibleAt);
}
