/** How long messages are kept. */
import { SECOND_MILLISECONDS } from "../../../kernel/durations.ts";
import type { Queue } from "../queue/queue.ts";

/** Messages enqueued before this time are gone, whether or not their rows are cleared away yet. */
export function retentionStart(queue: Queue, now: number): number {
  return Math.max(0, now - queue.settings.messageRetentionPeriodSeconds * SECOND_MILLISECONDS);
}

/** The first moment at which a message is gone. */
export function retentionEnd(queue: Queue, enqueuedAt: number): number {
  return enqueuedAt + queue.settings.messageRetentionPeriodSeconds * SECOND_MILLISECONDS + 1;
}

/** A FIFO queue's delay, which is the queue's own at the time of the receive: changes reach messages already sent. */
export function fifoDelayMilliseconds(queue: Queue): number {
  return queue.fifo ? queue.settings.delaySeconds * SECOND_MILLISECONDS : 0;
}
