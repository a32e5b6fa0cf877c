/** The end of a FIFO queue's view moves on behind what has left. */
import { groups, messages } from "../keyspaces.ts";
import { FIXED } from "../limits.ts";
import { refreshGroup } from "./fifo-groups.ts";
import { lineShelf } from "./message-key.ts";
import type { OpenQueue } from "./open-queue.ts";
import { heldBy } from "./view.ts";

/** Moves a view that has an end on behind all that have left, and gives the groups turns of which the first message came into it. */
export function advanceView(open: OpenQueue): void {
  const { at, queue, tally, leftView } = open;
  const entered = new Set<string>();
  if (leftView > 0) {
    const shelf = lineShelf(queue.contents);
    const range = { after: [shelf, tally.viewEndEnqueuedAt, tally.viewEndSerial] as const, limit: leftView };
    for (const { key, value } of messages.range(at.tx, [shelf], range)) {
      [, tally.viewEndEnqueuedAt, tally.viewEndSerial] = key;
      entered.add(value.groupId ?? "");
    }
  }
  if (heldBy(tally) <= FIXED.fifoLookAheadMessages) {
    tally.viewEndEnqueuedAt = 0;
    tally.viewEndSerial = 0;
  }
  for (const groupId of entered) {
    if (groups.get(at.tx, [queue.contents, groupId])?.behindView) refreshGroup(open, groupId);
  }
}
