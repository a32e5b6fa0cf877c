/** Events as they are stored, one by one, and where they stand in the order in which they are read. */
import { EVENT_OVERHEAD_BYTES } from "../limits.ts";

/** Events of one put with one timestamp. */
export interface EventRow {
  readonly ingestedAt: number;
  readonly messages: readonly string[];
}

/** A place in a stream or group: just before the event with this timestamp, row and place in the row. */
export interface Position {
  readonly timestamp: number;
  /** Serial number of the row in its group. */
  readonly serial: number;
  readonly index: number;
}

export interface StoredEvent extends Position {
  readonly streamId: number;
  readonly message: string;
  readonly ingestedAt: number;
}

/** Where everything from this time on begins. */
export function positionAt(timestamp: number): Position {
  // Clients write "no end" as the largest 64-bit number, which is past what a key can hold.
  return { timestamp: Math.min(timestamp, Number.MAX_SAFE_INTEGER), serial: 0, index: 0 };
}

/** The place just behind an event. */
export function positionAfter(event: Position): Position {
  return { timestamp: event.timestamp, serial: event.serial, index: event.index + 1 };
}

/** Less than zero when `left` comes first. */
export function comparePositions(left: Position, right: Position): number {
  return left.timestamp - right.timestamp || left.serial - right.serial || left.index - right.index;
}

/** The later of two places. */
export function laterPosition(left: Position, right: Position): Position {
  return comparePositions(left, right) < 0 ? right : left;
}

/** The earlier of two places. */
export function earlierPosition(left: Position, right: Position): Position {
  return comparePositions(left, right) < 0 ? left : right;
}

/** What an event is counted as, for limits, storage and bills: its UTF-8 bytes and 26 more. */
export function eventBytes(message: string): number {
  return Buffer.byteLength(message, "utf8") + EVENT_OVERHEAD_BYTES;
}

/** What the events of a row are counted as. */
export function rowBytes(row: EventRow): number {
  return row.messages.reduce((sum, message) => sum + eventBytes(message), 0);
}

const TIMESTAMP_DIGITS = 16;
const STREAM_DIGITS = 16;
const SERIAL_DIGITS = 16;
const INDEX_DIGITS = 8;

/** The 56 digits by which FilterLogEvents names an event; they order as events do. */
export function eventId(event: StoredEvent): string {
  return (
    String(event.timestamp).padStart(TIMESTAMP_DIGITS, "0") +
    String(event.serial).padStart(SERIAL_DIGITS, "0") +
    String(event.index).padStart(INDEX_DIGITS, "0") +
    String(event.streamId).padStart(STREAM_DIGITS, "0")
  );
}

/** A place as the 56 digits of a token. */
export function positionDigits(position: Position): string {
  return eventId({ ...position, streamId: 0, message: "", ingestedAt: 0 });
}

/** Reads what `positionDigits` wrote; undefined when it is nothing of that kind. */
export function parsePosition(digits: string): Position | undefined {
  if (!/^[0-9]{56}$/.test(digits)) return undefined;
  const serialAt = TIMESTAMP_DIGITS;
  const indexAt = serialAt + SERIAL_DIGITS;
  const position = {
    timestamp: Number(digits.slice(0, serialAt)),
    serial: Number(digits.slice(serialAt, indexAt)),
    index: Number(digits.slice(indexAt, indexAt + INDEX_DIGITS)),
  };
  return Number.isSafeInteger(position.timestamp) && Number.isSafeInteger(position.serial + 1) ? position : undefined;
}
