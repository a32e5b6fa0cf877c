/** Rows in memory, gone with the process: the engine of tests and of `--memory`. */
import { RowMemory } from "./row-memory.ts";
import { SortedMap } from "./sorted-map.ts";
import type { Engine, Entry, RangeOptions, WriteSet } from "./store.ts";

/** An engine with `begun` in it, and empty without. Its commits are asynchronous as those of a disk are, so that tests meet the same order of events. */
export function memoryEngine(begun: Iterable<Entry> = []): Engine {
  const rows = new SortedMap<Uint8Array>();
  const memory = new RowMemory();
  for (const { key, value } of begun) rows.set(key, value);
  return {
    get: (key) => rows.get(key),
    range: (options) => visit(rows, options),
    async commit(writes) {
      await Promise.resolve();
      for (const set of writes) apply({ rows, memory }, set);
    },
    async close() {},
  };
}

function* visit(rows: SortedMap<Uint8Array>, options: RangeOptions): Generator<Entry, void, undefined> {
  const cursor = rows.cursor(options);
  let remaining = options.limit ?? Infinity;
  for (let key = cursor.peek(undefined); key !== undefined && remaining > 0; key = cursor.peek(key)) {
    const value = rows.get(key);
    cursor.advance();
    remaining--;
    if (value !== undefined) yield { key, value };
  }
}

interface Held {
  readonly rows: SortedMap<Uint8Array>;
  readonly memory: RowMemory;
}

function apply({ rows, memory }: Held, set: WriteSet): void {
  for (const [key, value] of set) {
    if (value === null) rows.delete(key);
    else rows.set(key, memory.keep(value));
  }
}
