/** Layers of writes and the engine beneath them, looked up and visited as if they were one map. */
import type { Gaps } from "./gaps.ts";
import { MINIMUM_GAP_ROWS } from "./limits.ts";
import type { Cursor, SortedMap } from "./sorted-map.ts";
import type { Engine, Entry, Key, RangeOptions } from "./store.ts";

/** Writes that are not yet in the engine, null for a deletion. */
export type Layer = SortedMap<Uint8Array | null>;

/** What the present state is made of. */
export interface Sources {
  readonly engine: Engine;
  /** From the newest to the oldest: a row in a layer hides those of the same key beneath it. */
  readonly layers: readonly Layer[];
  readonly gaps: Gaps;
}

/** The present value of a row. */
export function mergedGet({ engine, layers }: Sources, key: Key): Uint8Array | undefined {
  for (const layer of layers) {
    if (layer.size === 0) continue;
    const value = layer.get(key);
    if (value !== undefined) return value ?? undefined;
  }
  return engine.get(key);
}

/**
 * Visits a range lazily. Layers may change during the visit, which then meets what is new ahead of it, and no longer
 * meets what was deleted there.
 */
export function* mergedRange(sources: Sources, options: RangeOptions): Generator<Entry, void, undefined> {
  const reverse = options.reverse ?? false;
  const from = reverse ? options.from : sources.gaps.skip(options.from);
  const { to, limit = Infinity } = options;
  if (from >= to || limit <= 0) return;
  const merge = new Merge(sources, { from, to, reverse });
  try {
    let remaining = limit;
    let row = merge.next();
    // That there is nothing is worth knowing too: a queue is asked all the time for what it mostly has not.
    if (!reverse && (row === undefined || merge.hidden >= MINIMUM_GAP_ROWS)) sources.gaps.add(from, row?.key ?? to);
    for (; row !== undefined; row = merge.next()) {
      yield row;
      remaining--;
      if (remaining === 0) return;
    }
  } finally {
    merge.end();
  }
}

/** A visit under way. */
class Merge {
  /** How many deletions were met so far. */
  hidden = 0;
  readonly #heads: { readonly layer: Layer; readonly cursor: Cursor; head: Key | undefined }[];
  readonly #reverse: boolean;
  /** No limit is set for the engine: how many of its rows the layers hide shows only on the way. */
  readonly #rows: Iterator<Entry>;
  #row: Entry | undefined;
  #rowIsSpent = true;
  #visited: Key | undefined;

  constructor({ engine, layers }: Sources, range: RangeOptions) {
    this.#heads = layers.map((layer) => ({ layer, cursor: layer.cursor(range), head: undefined }));
    this.#reverse = range.reverse ?? false;
    this.#rows = engine.range(range)[Symbol.iterator]();
  }

  /** The next row that is not deleted. */
  next(): Entry | undefined {
    for (;;) {
      if (this.#rowIsSpent) this.#row = this.#nextRow();
      const layer = this.#nearest();
      const key = this.#visited;
      if (key === undefined) return undefined;
      const value = layer === undefined ? this.#row?.value : layer.get(key);
      if (value !== undefined && value !== null) return { key, value };
      this.hidden++;
    }
  }

  end(): void {
    this.#rows.return?.();
  }

  /** Goes on to the nearest key, and answers the newest layer that has it, or undefined when only the engine does. */
  #nearest(): Layer | undefined {
    let key = this.#row?.key;
    let newest: Layer | undefined;
    for (const source of this.#heads) {
      source.head = source.cursor.peek(this.#visited);
      if (source.head === undefined) continue;
      if (key === undefined || (this.#reverse ? source.head > key : source.head < key)) {
        key = source.head;
        newest = source.layer;
      } else if (source.head === key) newest ??= source.layer;
    }
    for (const source of this.#heads) if (source.head !== undefined && source.head === key) source.cursor.advance();
    this.#rowIsSpent = this.#row !== undefined && this.#row.key === key;
    this.#visited = key;
    return newest;
  }

  #nextRow(): Entry | undefined {
    const result = this.#rows.next();
    return result.done ? undefined : result.value;
  }
}
