/** Visibility: messages that go out of sight for a while, and come back. */
import { SECOND_MILLISECONDS } from "../../../kernel/durations.ts";
import { hidden, ready, receipts } from "../keyspaces.ts";
import { UPKEEP_BATCH_MESSAGES } from "../limits.ts";
import type { Queue } from "../queue/queue.ts";
import { refreshGroup } from "./fifo-groups.ts";
import { type MessageKey, parts } from "./message-key.ts";
import { expectUpkeep, type OpenQueue } from "./open-queue.ts";
import { noteProcessing } from "./processing-times.ts";
import type { HiddenAs, Receipt } from "./receipt.ts";
import { passMessage } from "./tenants.ts";

/** Hides a visible message until `receipt.visibleAt`. Its group is the caller's to refresh. */
export function hideMessage(open: OpenQueue, key: MessageKey, { receipt, wasReady, tenant }: Hiding): void {
  const { at, queue, tally } = open;
  receipts.put(at.tx, parts(key), receipt);
  hidden.put(at.tx, [queue.contents, receipt.visibleAt, ...parts(key)], "in-flight");
  tally.visible--;
  tally.inFlight++;
  if (tenant !== undefined) passMessage(open, tenant, { key, from: "visible", to: "in-flight" });
  else if (wasReady && !queue.fifo) ready.delete(at.tx, [queue.contents, key.enqueuedAt, key.serial, key.shelf]);
  expectUpkeep(open, receipt.visibleAt);
}

/** What a message that goes out of sight gets, whether it was ready before, or in line, and whose it is in a fair queue. */
export interface Hiding {
  readonly receipt: Receipt;
  readonly wasReady: boolean;
  readonly tenant: string | undefined;
}

/** Brings a hidden message back into sight. Its group is the caller's to refresh. */
export function revealMessage(open: OpenQueue, key: MessageKey, receipt: Receipt): Receipt {
  const { at, queue, tally } = open;
  const row = [queue.contents, receipt.visibleAt, ...parts(key)] as const;
  const revealed: Receipt = { ...receipt, hidden: false, visibleAt: Math.min(receipt.visibleAt, at.now) };
  hidden.delete(at.tx, row);
  receipts.put(at.tx, parts(key), revealed);
  count(open, hiddenAs(receipt), -1);
  tally.visible++;
  if (queue.fifo) return revealed;
  open.newlyAvailable++;
  const tenant = tenantOf(queue, receipt);
  noteProcessing(open, tenant, receipt);
  if (tenant !== undefined) passMessage(open, tenant, { key, from: hiddenAs(receipt), to: "visible" });
  else ready.put(at.tx, [queue.contents, key.enqueuedAt, key.serial, key.shelf], null);
  return revealed;
}

/** Only a message that was sent with a delay is hidden without having been received. */
export function hiddenAs(receipt: Receipt): HiddenAs {
  return receipt.receiveCount === 0 ? "delayed" : "in-flight";
}

/** Counts a message among those in flight or those delayed. */
export function count({ tally }: OpenQueue, as: HiddenAs, change: number): void {
  if (as === "delayed") tally.delayed += change;
  else tally.inFlight += change;
}

/** Changes until when a message is hidden, from `at.now` on; 0 seconds bring it back at once. */
export function changeVisibility(open: OpenQueue, key: MessageKey, change: VisibilityChange): void {
  const { at, queue } = open;
  const { receipt, seconds } = change;
  const visibleAt = at.now + seconds * SECOND_MILLISECONDS;
  const next: Receipt = { ...receipt, visibleAt, hidden: seconds > 0 };
  if (receipt.hidden) {
    if (seconds === 0) revealMessage(open, key, receipt);
    else {
      hidden.delete(at.tx, [queue.contents, receipt.visibleAt, ...parts(key)]);
      hidden.put(at.tx, [queue.contents, visibleAt, ...parts(key)], "in-flight");
      receipts.put(at.tx, parts(key), next);
      expectUpkeep(open, visibleAt);
    }
  } else if (seconds > 0) hideMessage(open, key, { receipt: next, wasReady: true, tenant: tenantOf(queue, receipt) });
  if (queue.fifo) refreshGroup(open, receipt.of.groupId ?? "");
}

export interface VisibilityChange {
  readonly receipt: Receipt;
  readonly seconds: number;
}

/** Whose message it is in a fair queue. */
function tenantOf(queue: Queue, receipt: Receipt): string | undefined {
  return queue.fifo ? undefined : receipt.of.groupId;
}

/** Brings back what is due, up to a bound. @returns how many messages came back */
export function revealDue(open: OpenQueue, limit = UPKEEP_BATCH_MESSAGES): number {
  const { at, queue } = open;
  const touchedGroups = new Set<string>();
  let revealed = 0;
  for (const row of hidden.keys(at.tx, [queue.contents], { to: [queue.contents, at.now + 1], limit })) {
    const key: MessageKey = { shelf: row[2], enqueuedAt: row[3], serial: row[4] };
    const receipt = receipts.get(at.tx, parts(key));
    if (receipt === undefined) continue;
    revealMessage(open, key, receipt);
    if (queue.fifo) touchedGroups.add(receipt.of.groupId ?? "");
    revealed++;
  }
  for (const groupId of touchedGroups) refreshGroup(open, groupId);
  return revealed;
}
