/**
 * How far into a FIFO queue a receive sees: to the 120,000th of its messages. A group whose first message is behind that
 * has no turn, until messages before it leave. Where the view ends is kept with the counters once a queue holds more,
 * and moves on, at the end of a write, by as many messages as have left.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-understanding-logic.html
 */
import { FIXED } from "../limits.ts";
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

/** Call it once a message of a FIFO queue is removed and counted out. */
export function leaveView(open: OpenQueue, serial: number): void {
  const { viewEndSerial } = open.tally;
  if (viewEndSerial !== 0 && serial <= viewEndSerial) open.leftView++;
}

/** How many messages a queue holds. */
export function heldBy({ visible, inFlight, delayed }: Readonly<Tally>): number {
  return visible + inFlight + delayed;
}
