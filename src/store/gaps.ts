/**
 * Stretches of keys that are known to have no rows. A queue is read at its front, where those that read before have
 * left deletions that are still on their way to the engine; without this, each reader would walk past all of them. And
 * it is asked at each receive for messages that came back into sight, of which there are mostly none.
 */
import { MAXIMUM_GAPS } from "./limits.ts";
import type { Key } from "./store.ts";

/** Disjoint stretches, each from its start (included) to its end (excluded). */
export class Gaps {
  #starts: Key[] = [];
  #ends: Key[] = [];

  /** The first key from `from` up that may have a row. */
  skip(from: Key): Key {
    const end = this.#ends[this.#at(from)];
    return end !== undefined && end > from ? end : from;
  }

  /** Notes that nothing is from `start` up to `end`. */
  add(start: Key, end: Key): void {
    if (start >= end) return;
    if (this.#starts.length >= MAXIMUM_GAPS) this.clear();
    let first = this.#at(start);
    if (first < 0 || (this.#ends[first] ?? "") < start) first++;
    const last = this.#at(end);
    const joined = last >= first;
    const from = joined ? least(this.#starts[first], start) : start;
    const to = joined ? greatest(this.#ends[last], end) : end;
    this.#starts.splice(first, last - first + 1, from);
    this.#ends.splice(first, last - first + 1, to);
  }

  /** Notes that `key` has a row again. */
  put(key: Key): void {
    if (this.#starts.length === 0) return;
    const index = this.#at(key);
    const end = this.#ends[index];
    if (end === undefined || end <= key) return;
    const [start = key] = this.#starts.splice(index, 1);
    this.#ends.splice(index, 1);
    const behind = `${key}\0`;
    this.add(start, key);
    this.add(behind, end);
  }

  clear(): void {
    this.#starts = [];
    this.#ends = [];
  }

  /** The last stretch that starts at `key` or before it, or -1. */
  #at(key: Key): number {
    let low = 0;
    let high = this.#starts.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const start = this.#starts[middle];
      if (start !== undefined && start <= key) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}

function least(left: Key | undefined, right: Key): Key {
  return left !== undefined && left < right ? left : right;
}

function greatest(left: Key | undefined, right: Key): Key {
  return left !== undefined && left > right ? left : right;
}
