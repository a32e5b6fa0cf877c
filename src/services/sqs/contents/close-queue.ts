/** The end of a write to a queue's contents. */
import { tallies } from "../keyspaces.ts";
import { limitsOf } from "../settings.ts";
import { advanceView } from "./advance-view.ts";
import { alarms } from "./alarms.ts";
import { refreshGroup } from "./fifo-groups.ts";
import type { OpenQueue } from "./open-queue.ts";
import { isSameTally } from "./tally.ts";
import { waiters } from "./waiters.ts";

/** Stores the counters if they have changed, and wakes whoever waits. Nothing is done with an open queue afterwards. */
export function closeQueue(open: OpenQueue): void {
  if (open.queue.fifo) settleGroups(open);
  const { at, queue, tally, before, newlyAvailable, dueAt } = open;
  if (before === undefined || !isSameTally(tally, before)) tallies.put(at.tx, [queue.contents], tally);
  const waiting = at.local(waiters);
  const expected = at.local(alarms);
  // Whoever is woken takes before the commit, and waits with it: a message is given out one commit after it is sent.
  const awaited = Math.max(newlyAvailable, roomMade(open));
  if (awaited > 0) at.applied(() => waiting.wake(queue.id, awaited));
  at.after(() => expected.expect(queue, dueAt));
}

/** How many messages, available all the while, can be received now that so many in flight were too many and some left. */
function roomMade({ at, tally, before }: OpenQueue): number {
  if (before === undefined || tally.inFlight >= before.inFlight || tally.visible <= 0) return 0;
  const { inFlightMessages } = limitsOf(at);
  return before.inFlight >= inFlightMessages ? inFlightMessages - tally.inFlight : 0;
}

/** What came into view has its turn before what is left of the groups that made room for it. */
function settleGroups(open: OpenQueue): void {
  if (open.tally.viewEndSerial !== 0) advanceView(open);
  if (open.leftGroups !== undefined) for (const groupId of open.leftGroups) refreshGroup(open, groupId);
}
