/** The counters of one queue's contents: kept with every change, so that no question about a queue scans it. */
import type { ValueCodec } from "../../../store/value-codec.ts";

/** Changed in place within a transaction, and written once at its end. */
export interface Tally {
  /** The last serial number given: to a message, or to a turn of a FIFO group. */
  serial: number;
  /** The latest time of enqueuing in line: a clock that went back does not bring the line out of order. */
  lastEnqueuedAt: number;
  /** The last message that was taken from the line of a standard queue: those behind it are fresh. */
  frontEnqueuedAt: number;
  /** And of a FIFO queue a serial number up to which no group has a turn in the lane of rotation. */
  frontSerial: number;
  /** The last message of a FIFO queue that a receive can see, while there are more; 0 when all can be seen. */
  viewEndEnqueuedAt: number;
  viewEndSerial: number;
  visible: number;
  inFlight: number;
  delayed: number;
  /** Standard queues: how many messages have a group, which makes it a tenant of a fair queue. */
  inGroups: number;
  /** Standard queues: when a message with a group last came, or 0. */
  lastGroupedAt: number;
  /** FIFO queues: groups whose first message is in flight. */
  groupsInFlight: number;
  /** FIFO queues: groups whose first message is behind the end of the view; Infinity where that is not known. */
  groupsBehindView: number;
}

export function emptyTally(): Tally {
  return {
    serial: 0,
    lastEnqueuedAt: 0,
    frontEnqueuedAt: 0,
    frontSerial: 0,
    viewEndEnqueuedAt: 0,
    viewEndSerial: 0,
    visible: 0,
    inFlight: 0,
    delayed: 0,
    inGroups: 0,
    lastGroupedAt: 0,
    groupsInFlight: 0,
    groupsBehindView: 0,
  };
}

export function isSameTally(one: Readonly<Tally>, other: Readonly<Tally>): boolean {
  return COUNTERS.every((counter) => one[counter] === other[counter]);
}

// Every counter has a value in an empty tally, and nothing else is in it.
const COUNTERS = Object.keys(emptyTally()) as (keyof Tally)[];

const BYTES = 56;
/** With what is counted of groups: a queue without groups does not write it. */
const BYTES_WITH_GROUPS = 80;
/** With the end of the view besides, which few FIFO queues have. */
const BYTES_WITH_VIEW = 104;
/** The same of a version that did not count the groups behind it. */
const BYTES_WITH_UNCOUNTED_VIEW = 96;

/** A busy queue's counters are mostly read from the very bytes that the write before made of them. */
let written: { readonly row: Uint8Array; readonly tally: Readonly<Tally> } | undefined;

/** Binary rather than CBOR: every send, receive and delete writes one. What is given to it must not change. */
export const tallyCodec: ValueCodec<Readonly<Tally>> = {
  encode(tally) {
    const row = Buffer.allocUnsafe(bytesOf(tally));
    written = { row, tally };
    row.writeDoubleLE(tally.serial, 0);
    row.writeDoubleLE(tally.lastEnqueuedAt, 8);
    row.writeDoubleLE(tally.frontEnqueuedAt, 16);
    row.writeDoubleLE(tally.frontSerial, 24);
    row.writeDoubleLE(tally.visible, 32);
    row.writeDoubleLE(tally.inFlight, 40);
    row.writeDoubleLE(tally.delayed, 48);
    if (row.length === BYTES) return row;
    row.writeDoubleLE(tally.inGroups, 56);
    row.writeDoubleLE(tally.lastGroupedAt, 64);
    row.writeDoubleLE(tally.groupsInFlight, 72);
    if (row.length === BYTES_WITH_GROUPS) return row;
    row.writeDoubleLE(tally.viewEndEnqueuedAt, 80);
    row.writeDoubleLE(tally.viewEndSerial, 88);
    row.writeDoubleLE(tally.groupsBehindView, 96);
    return row;
  },
  decode(bytes) {
    if (bytes === written?.row) return written.tally;
    const row = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const hasGroups = row.length >= BYTES_WITH_GROUPS;
    const hasView = row.length >= BYTES_WITH_UNCOUNTED_VIEW;
    return {
      serial: row.readDoubleLE(0),
      lastEnqueuedAt: row.readDoubleLE(8),
      frontEnqueuedAt: row.readDoubleLE(16),
      frontSerial: row.readDoubleLE(24),
      viewEndEnqueuedAt: hasView ? row.readDoubleLE(80) : 0,
      viewEndSerial: hasView ? row.readDoubleLE(88) : 0,
      visible: row.readDoubleLE(32),
      inFlight: row.readDoubleLE(40),
      delayed: row.readDoubleLE(48),
      inGroups: hasGroups ? row.readDoubleLE(56) : 0,
      lastGroupedAt: hasGroups ? row.readDoubleLE(64) : 0,
      groupsInFlight: hasGroups ? row.readDoubleLE(72) : 0,
      groupsBehindView: row.length === BYTES_WITH_VIEW ? row.readDoubleLE(96) : hasView ? Infinity : 0,
    };
  },
};

function bytesOf({ inGroups, lastGroupedAt, groupsInFlight, viewEndSerial }: Readonly<Tally>): number {
  if (viewEndSerial !== 0) return BYTES_WITH_VIEW;
  return inGroups !== 0 || lastGroupedAt !== 0 || groupsInFlight !== 0 ? BYTES_WITH_GROUPS : BYTES;
}
