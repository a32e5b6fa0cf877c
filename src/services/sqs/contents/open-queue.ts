/** A queue's contents within one write: its counters, and what the write will have to wake up after its commit. */
import type { ReadScope, WriteScope } from "../../../platform/scope.ts";
import { tallies } from "../keyspaces.ts";
import type { Queue } from "../queue/queue.ts";
import { alarms } from "./alarms.ts";
import { emptyTally, isSameTally, type Tally } from "./tally.ts";
import { waiters } from "./waiters.ts";

/** Opened once in a write, and closed at its end. */
export interface OpenQueue {
  readonly at: WriteScope;
  readonly queue: Queue;
  readonly tally: Tally;
  /** The counters as they were when the queue was opened. */
  readonly before: Readonly<Tally> | undefined;
  /** How many waiting receives may find something now. */
  newlyAvailable: number;
  /** When the queue next needs upkeep because of this write. */
  dueAt: number;
}

export function openQueue(at: WriteScope, queue: Queue): OpenQueue {
  const before = tallies.get(at.tx, [queue.contents]);
  return { at, queue, tally: copyOf(before), before, newlyAvailable: 0, dueAt: Infinity };
}

/** Stores the counters if they have changed, and wakes whoever waits. */
export function closeQueue(open: OpenQueue): void {
  const { at, queue, tally, before, newlyAvailable, dueAt } = open;
  if (before === undefined || !isSameTally(tally, before)) tallies.put(at.tx, [queue.contents], tally);
  const waiting = at.local(waiters);
  const expected = at.local(alarms);
  // Whoever is woken takes before the commit, and waits with it: a message is given out one commit after it is sent.
  if (newlyAvailable > 0) at.applied(() => waiting.wake(queue.id, newlyAvailable));
  at.after(() => expected.expect(queue, dueAt));
}

/** A copy of the counters: changing it changes nothing until it is stored. */
export function readTally(at: ReadScope, queue: Queue): Tally {
  return copyOf(tallies.get(at.tx, [queue.contents]));
}

function copyOf(stored: Readonly<Tally> | undefined): Tally {
  return stored === undefined ? emptyTally() : { ...stored };
}

/** Notes that the queue needs upkeep at `dueAt`. */
export function expectUpkeep(open: OpenQueue, dueAt: number): void {
  open.dueAt = Math.min(open.dueAt, dueAt);
}
