/** A sorted set of keys in memory: what the overlay and the memory engine visit in order. */
import type { Key } from "./store.ts";

/**
 * A leaf is split when it has more keys. Two levels are enough: a split moves the list of leaves by one place, which
 * for a million keys is a few microseconds once in every few hundred insertions.
 */
const LEAF_KEYS = 512;
/** A leaf with fewer keys is joined to its neighbour, so that deletions at random leave no long list of small leaves. */
const SMALL_LEAF_KEYS = 64;

/** Keys in byte order, in leaves of a bounded length. */
export class SortedKeys {
  readonly #leaves: Key[][] = [];
  #version = 0;

  /** Changes with every change of the set, so that whoever holds a position knows that it moved. */
  get version(): number {
    return this.#version;
  }

  add(key: Key): void {
    const leaves = this.#leaves;
    const last = leaves[leaves.length - 1];
    if (last === undefined || key > highest(last)) return this.#append(last, key);
    const leafIndex = this.#leafOf(key);
    const leaf = leaves[leafIndex] ?? last;
    const index = lowerBound(leaf, key);
    if (leaf[index] === key) return;
    leaf.splice(index, 0, key);
    if (leaf.length > LEAF_KEYS) leaves.splice(leafIndex + 1, 0, leaf.splice(LEAF_KEYS / 2));
    this.#version++;
  }

  remove(key: Key): void {
    const leafIndex = this.#leafOf(key);
    const leaf = this.#leaves[leafIndex];
    if (leaf === undefined) return;
    const index = lowerBound(leaf, key);
    if (leaf[index] !== key) return;
    leaf.splice(index, 1);
    this.#version++;
    if (leaf.length < SMALL_LEAF_KEYS) this.#join(leafIndex, leaf);
  }

  /** Where the first key from `key` up is, or the end. */
  seek(key: Key): Position {
    const leafIndex = this.#leafOf(key);
    const leaf = this.#leaves[leafIndex];
    return { leaf: leafIndex, index: leaf === undefined ? 0 : lowerBound(leaf, key) };
  }

  /** The key at a position of the present version, or undefined at either end. */
  at(position: Position): Key | undefined {
    return this.#leaves[position.leaf]?.[position.index];
  }

  /** Moves to the next higher key. */
  forward(position: Position): void {
    const leaf = this.#leaves[position.leaf];
    position.index++;
    if (leaf !== undefined && position.index >= leaf.length) {
      position.leaf++;
      position.index = 0;
    }
  }

  /** Moves to the next lower key. */
  backward(position: Position): void {
    position.index--;
    if (position.index < 0) {
      position.leaf--;
      position.index = (this.#leaves[position.leaf]?.length ?? 0) - 1;
    }
  }

  /** Keys that come in order fill their leaves to the end instead of leaving each half empty. */
  #append(last: Key[] | undefined, key: Key): void {
    if (last === undefined || last.length >= LEAF_KEYS) this.#leaves.push([key]);
    else last.push(key);
    this.#version++;
  }

  #join(leafIndex: number, leaf: Key[]): void {
    const next = this.#leaves[leafIndex + 1];
    if (leaf.length === 0) this.#leaves.splice(leafIndex, 1);
    else if (next !== undefined && leaf.length + next.length <= LEAF_KEYS / 2) {
      leaf.push(...next);
      this.#leaves.splice(leafIndex + 1, 1);
    }
  }

  /** The first leaf whose highest key is not below `key`. */
  #leafOf(key: Key): number {
    const leaves = this.#leaves;
    let low = 0;
    let high = leaves.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const leaf = leaves[middle];
      if (leaf !== undefined && highest(leaf) < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** A place in the set, of one version of it. */
export interface Position {
  leaf: number;
  index: number;
}

/** The highest key of a leaf; leaves are never empty. */
function highest(leaf: Key[]): Key {
  return leaf[leaf.length - 1] ?? "";
}

function lowerBound(leaf: Key[], key: Key): number {
  let low = 0;
  let high = leaf.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const other = leaf[middle];
    if (other !== undefined && other < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
