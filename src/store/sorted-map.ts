/** A map in memory with both point reads and ordered visits: a layer of the overlay, and the rows of the memory engine. */
import type { Position } from "./sorted-keys.ts";
import { SortedKeys } from "./sorted-keys.ts";
import { MAXIMUM_UNINDEXED_KEYS } from "./limits.ts";
import type { Key, RangeOptions } from "./store.ts";

/** Values by key. The order of the keys is brought up to date only when somebody visits them. */
export class SortedMap<V> {
  readonly #values = new Map<Key, V>();
  readonly #keys = new SortedKeys();
  /** Keys that came or went since the order was last brought up to date, some perhaps more than once. */
  #unindexed: Key[] = [];

  get size(): number {
    return this.#values.size;
  }

  get(key: Key): V | undefined {
    return this.#values.get(key);
  }

  set(key: Key, value: V): void {
    const before = this.#values.size;
    this.#values.set(key, value);
    if (this.#values.size !== before) this.#touch(key);
  }

  delete(key: Key): void {
    if (this.#values.delete(key)) this.#touch(key);
  }

  /** The values by key, in the order in which their keys came. */
  get values(): ReadonlyMap<Key, V> {
    return this.#values;
  }

  /** Starts a visit of the keys of a range; the limit is the caller's affair. */
  cursor(range: RangeOptions): Cursor {
    return new Cursor(() => this.#indexed(), range);
  }

  #touch(key: Key): void {
    this.#unindexed.push(key);
    if (this.#unindexed.length >= MAXIMUM_UNINDEXED_KEYS) this.#indexed();
  }

  #indexed(): SortedKeys {
    if (this.#unindexed.length > 0) {
      for (const key of this.#unindexed) {
        if (this.#values.has(key)) this.#keys.add(key);
        else this.#keys.remove(key);
      }
      this.#unindexed = [];
    }
    return this.#keys;
  }
}

/** A visit of keys in order that stays right while keys come and go. */
export class Cursor {
  readonly #indexed: () => SortedKeys;
  readonly #range: RangeOptions;
  #position: Position = { leaf: 0, index: 0 };
  #version = -1;

  constructor(indexed: () => SortedKeys, range: RangeOptions) {
    this.#indexed = indexed;
    this.#range = range;
  }

  /**
   * The next key, without moving on; undefined at the end of the range.
   * @param visited the last key that the caller is done with: when keys came or went, the visit goes on behind it
   */
  peek(visited: Key | undefined): Key | undefined {
    const keys = this.#indexed();
    if (keys.version !== this.#version) {
      this.#version = keys.version;
      this.#seek(keys, visited);
    }
    const key = keys.at(this.#position);
    if (key === undefined) return undefined;
    return this.#range.reverse ? (key >= this.#range.from ? key : undefined) : key < this.#range.to ? key : undefined;
  }

  /** Moves behind the key that `peek` gave. */
  advance(): void {
    const keys = this.#indexed();
    if (keys.version !== this.#version) return; // The next `peek` seeks anew, behind what was visited.
    if (this.#range.reverse) keys.backward(this.#position);
    else keys.forward(this.#position);
  }

  #seek(keys: SortedKeys, visited: Key | undefined): void {
    if (this.#range.reverse) {
      this.#position = keys.seek(visited ?? this.#range.to);
      keys.backward(this.#position);
    } else {
      this.#position = keys.seek(visited ?? this.#range.from);
      if (visited !== undefined && keys.at(this.#position) === visited) keys.forward(this.#position);
    }
  }
}
