/** The end of a FIFO queue's view moves on behind what has left. */
import { groups, messages } from "../keyspaces.ts";
import { FIXED } from "../limits.ts";
import { refreshGroup } from "./fifo-groups.ts";
import { lineShelf } from "./message-key.ts";
import type { OpenQueue } from "./open-queue.ts";
import { heldBy } from "./view.ts";

/** Moves a view that has an end on behind all that have left, and gives the groups turns of which the first message came into it. */
export function advanceView(open: OpenQueue): void {
  const { at, queue, tally } = open;
  const entered = open.leftView > 0 ? moveEnd(open) : [];
  const isWhole = heldBy(tally) <= FIXED.fifoLookAheadMessages;
  if (isWhole) {
    tally.viewEndEnqueuedAt = 0;
    tally.viewEndSerial = 0;
  }
  for (const groupId of entered) {
    if (groups.get(at.tx, [queue.contents, groupId])?.behindView) refreshGroup(open, groupId);
  }
  if (isWhole) tally.groupsBehindView = 0;
}

/** @returns the groups of the messages that came into view, if any group waits for that */
function moveEnd({ at, queue, tally, leftView }: OpenQueue): Iterable<string> {
  const shelf = lineShelf(queue.contents);
  const entering = { after: [shelf, tally.viewEndEnqueuedAt, tally.viewEndSerial] as const, limit: leftView };
  const entered = new Set<string>();
  if (tally.groupsBehindView === 0) {
    for (const key of messages.keys(at.tx, [shelf], entering)) [, tally.viewEndEnqueuedAt, tally.viewEndSerial] = key;
    return entered;
  }
  for (const { key, value } of messages.range(at.tx, [shelf], entering)) {
    [, tally.viewEndEnqueuedAt, tally.viewEndSerial] = key;
    entered.add(value.groupId ?? "");
  }
  return entered;
}
