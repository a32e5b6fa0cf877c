/** Walks over stored events in order, of one stream or of a whole group, forwards or backwards. */
import type { ReadTransaction } from "../../../store/store.ts";
import { events, groupEvents } from "../keyspaces.ts";
import { comparePositions, type EventRow, type Position, type StoredEvent } from "./event-row.ts";

/** What part to walk over. */
export interface Span {
  /** Included. */
  readonly from: Position;
  /** Excluded. */
  readonly to: Position;
  readonly reverse: boolean;
}

/** The events of one row that lie in the span. A row without events in it was looked at all the same. */
export interface ScannedRow {
  /** Where the walk goes on behind this row, in its direction. */
  readonly next: Position;
  readonly events: readonly StoredEvent[];
}

/** The rows of one stream. */
export function* scanStream(tx: ReadTransaction, streamId: number, span: Span): Generator<ScannedRow> {
  for (const { key, value } of events.range(tx, [streamId], rangeOf(streamId, span))) {
    const [, timestamp, serial] = key;
    yield scannedRow({ timestamp, serial, streamId }, value, span);
  }
}

/** The rows of a group, those of `wanted` streams alone; rows of other streams are counted, not read. */
export function* scanGroup(
  tx: ReadTransaction,
  group: { readonly id: number; readonly wanted: (streamId: number) => boolean },
  span: Span,
): Generator<ScannedRow> {
  for (const { key, value: streamId } of groupEvents.range(tx, [group.id], rangeOf(group.id, span))) {
    const [, timestamp, serial] = key;
    const row = group.wanted(streamId) ? events.get(tx, [streamId, timestamp, serial]) : undefined;
    yield scannedRow({ timestamp, serial, streamId }, row, span);
  }
}

function rangeOf(owner: number, { from, to, reverse }: Span): object {
  return {
    from: [owner, from.timestamp, from.serial] as const,
    // The row in which the span ends may have events before its end.
    to: [owner, to.timestamp, to.serial + 1] as const,
    reverse,
  };
}

interface RowPlace {
  readonly timestamp: number;
  readonly serial: number;
  readonly streamId: number;
}

function scannedRow(place: RowPlace, row: EventRow | undefined, span: Span): ScannedRow {
  const { timestamp, serial } = place;
  const inside: StoredEvent[] = [];
  const messages = row?.messages ?? [];
  for (let index = 0; index < messages.length; index++) {
    const event = { ...place, index, message: messages[index] ?? "", ingestedAt: row?.ingestedAt ?? 0 };
    if (comparePositions(event, span.from) >= 0 && comparePositions(event, span.to) < 0) inside.push(event);
  }
  if (span.reverse) inside.reverse();
  const next = span.reverse ? { timestamp, serial, index: 0 } : { timestamp, serial: serial + 1, index: 0 };
  return { next, events: inside };
}
