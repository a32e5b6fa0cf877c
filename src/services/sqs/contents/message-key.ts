/** Where a message is: on one of the two shelves of its queue's contents. */

/** A message's place, which it keeps until it leaves the queue. */
export interface MessageKey {
  readonly shelf: number;
  /** What retention counts from, in milliseconds since the epoch. */
  readonly enqueuedAt: number;
  readonly serial: number;
}

/** The shelf of messages that could be received at once when they were sent: a receive walks along it. */
export function lineShelf(contents: number): number {
  return contents * 2;
}

/** The shelf of messages that came with a delay or from another queue: no receive has to step over them. */
export function asideShelf(contents: number): number {
  return contents * 2 + 1;
}

/** The contents that a shelf belongs to. */
export function contentsOf(shelf: number): number {
  return Math.floor(shelf / 2);
}

/** The parts of a key in `messages` and `receipts`. */
export function parts(key: MessageKey): readonly [number, number, number] {
  return [key.shelf, key.enqueuedAt, key.serial];
}

/** The position on a shelf of the first message that was enqueued at `enqueuedAt` or later. */
export function rowsFrom(shelf: number, enqueuedAt: number): [number, number] {
  return [shelf, enqueuedAt];
}

const SEQUENCE_START = 18_849_496_460_467_696_128n;
const SEQUENCE_STEP = 256n;

/** A FIFO message's sequence number: 20 digits that grow with the serial number, and not by one. */
export function sequenceNumber(serial: number): string {
  return String(SEQUENCE_START + BigInt(serial) * SEQUENCE_STEP);
}
