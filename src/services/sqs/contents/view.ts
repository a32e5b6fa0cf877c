/**
 * How far into a FIFO queue a receive sees: to the 120,000th of its messages. A group whose first message is behind that
 * has no turn, until messages before it leave. Where the view ends is kept with the counters once a queue holds more,
 * and moves on by one message with each that leaves.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-understanding-logic.html
 */
import { messages } from "../keyspaces.ts";
import { FIXED } from "../limits.ts";
import { lineShelf } from "./message-key.ts";
import type { OpenQueue } from "./open-queue.ts";
import type { Tally } from "./tally.ts";

/** Whether a message can be seen. */
export function isInView({ viewEndSerial }: Tally, serial: number): boolean {
  return viewEndSerial === 0 || serial <= viewEndSerial;
}

/** Call it before a message of a FIFO queue is placed and counted: the first one too many ends the view before it. */
export function endViewBeforeNext(tally: Tally): void {
  if (tally.viewEndSerial > 0 || heldBy(tally) !== FIXED.fifoLookAheadMessages) return;
  tally.viewEndEnqueuedAt = tally.lastEnqueuedAt;
  tally.viewEndSerial = tally.serial;
}

/**
 * Call it once a message of a FIFO queue is removed and counted out.
 * @returns the group of the message that came into view, for the caller to refresh
 */
export function moveViewOn({ at, queue, tally }: OpenQueue, removedSerial: number): string | undefined {
  if (tally.viewEndSerial === 0) return undefined;
  let entered: string | undefined;
  if (removedSerial <= tally.viewEndSerial) {
    const shelf = lineShelf(queue.contents);
    const range = { after: [shelf, tally.viewEndEnqueuedAt, tally.viewEndSerial] as const, limit: 1 };
    for (const { key, value } of messages.range(at.tx, [shelf], range)) {
      [, tally.viewEndEnqueuedAt, tally.viewEndSerial] = key;
      entered = value.groupId;
    }
  }
  if (heldBy(tally) <= FIXED.fifoLookAheadMessages) {
    tally.viewEndEnqueuedAt = 0;
    tally.viewEndSerial = 0;
  }
  return entered;
}

function heldBy({ visible, inFlight, delayed }: Tally): number {
  return visible + inFlight + delayed;
}
