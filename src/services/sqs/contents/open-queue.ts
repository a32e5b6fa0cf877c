/** A queue's contents within one write: its counters, and what the write will have to wake up after its commit. */
import type { ReadScope, WriteScope } from "../../../platform/scope.ts";
import { tallies } from "../keyspaces.ts";
import type { Queue } from "../queue/queue.ts";
import { emptyTally, type Tally } from "./tally.ts";

/** Opened once in a write, and closed at its end (close-queue.ts). */
export interface OpenQueue {
  readonly at: WriteScope;
  readonly queue: Queue;
  readonly tally: Tally;
  /** The counters as they were when the queue was opened. */
  readonly before: Readonly<Tally> | undefined;
  /** How many waiting receives may find something now. */
  newlyAvailable: number;
  /** FIFO queues: how many messages that a receive could see have left. */
  leftView: number;
  /** FIFO queues: groups that messages have left, whose turns are due to be looked at. */
  leftGroups: Set<string> | undefined;
  /** When the queue next needs upkeep because of this write. */
  dueAt: number;
}

export function openQueue(at: WriteScope, queue: Queue): OpenQueue {
  const before = tallies.get(at.tx, [queue.contents]);
  return {
    at,
    queue,
    tally: copyOf(before),
    before,
    newlyAvailable: 0,
    leftView: 0,
    leftGroups: undefined,
    dueAt: Infinity,
  };
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
