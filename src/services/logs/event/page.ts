/** One page of events: as many as a request asks for, and as fit into a megabyte. */
import { PAGE_BYTES_MAX, PAGE_EVENTS_MAX } from "../limits.ts";
import { eventBytes, type Position, positionAfter, type StoredEvent } from "./event-row.ts";
import type { ScannedRow } from "./scan.ts";

export interface EventPage {
  /** In the direction of the walk. */
  readonly events: readonly StoredEvent[];
  /** Where the walk goes on; undefined when it has come to its end. */
  readonly next: Position | undefined;
}

export interface PageBounds {
  readonly limit: number | undefined;
  readonly reverse: boolean;
  /** Rows to look at before the page ends without being full. */
  readonly rowsMax: number;
  /** Characters of messages to look at, likewise. */
  readonly charactersMax: number;
}

/** Fills a page from `rows` with the events that `matches` takes. */
export function fillPage(
  rows: Iterable<ScannedRow>,
  bounds: PageBounds,
  matches: (event: StoredEvent) => boolean,
): EventPage {
  const limit = bounds.limit ?? PAGE_EVENTS_MAX;
  const page: StoredEvent[] = [];
  let bytes = 0;
  let looked = 0;
  let lookedCharacters = 0;
  for (const row of rows) {
    for (const event of row.events) {
      lookedCharacters += event.message.length;
      if (!matches(event)) continue;
      const size = eventBytes(event.message);
      const isFull = page.length === limit || (page.length > 0 && bytes + size > PAGE_BYTES_MAX);
      // The event stays ahead: forwards the next page starts before it, backwards it ends behind it.
      if (isFull) return { events: page, next: bounds.reverse ? positionAfter(event) : event };
      page.push(event);
      bytes += size;
    }
    if (++looked >= bounds.rowsMax || lookedCharacters >= bounds.charactersMax) return { events: page, next: row.next };
  }
  return { events: page, next: undefined };
}
