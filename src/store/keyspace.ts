/** Keyspaces: the typed view of the store that services declare their rows with. */
import { crc32 } from "node:zlib";
import { InvariantViolation, invariant } from "../kernel/invariant.ts";
import { encodeTextStart, printableKey, successor } from "./key.ts";
import type { KeyPart, KeyReader } from "./key.ts";
import { StoreDamaged } from "./store.ts";
import type { Key, RangeOptions, ReadTransaction, Transaction } from "./store.ts";
import type { ValueCodec } from "./value-codec.ts";

/** The values of a key, from the parts that it is declared with. */
export type KeyValues<Parts extends readonly KeyPart<unknown>[]> = {
  readonly [Index in keyof Parts]: Parts[Index] extends KeyPart<infer Value> ? Value : never;
};

/** The first so many parts of a key, from none to all. */
export type LeadingParts<K extends readonly unknown[]> = K extends readonly [...infer Rest, unknown]
  ? readonly [...K] | LeadingParts<Rest>
  : readonly [];

/**
 * Which rows under a prefix to visit. Positions are written as leading parts of the whole key, the prefix included, so
 * that the key of a row that was visited can be given back as it is.
 */
export interface KeyspaceRange<K extends readonly unknown[]> {
  /** Continues behind this position, in the direction of the visit; all rows that start with these parts are skipped. */
  readonly after?: LeadingParts<K>;
  /** Lowest position, included. */
  readonly from?: LeadingParts<K>;
  /** Highest position, excluded, with every row that starts with these parts. */
  readonly to?: LeadingParts<K>;
  /** Only rows in which the text part that follows the prefix starts with this text. */
  readonly startingWith?: string;
  /** Only rows behind (in key order) all those in which the text part that follows the prefix starts with this text. */
  readonly afterStartingWith?: string;
  readonly reverse?: boolean;
  readonly limit?: number;
}

/** A row of a keyspace. */
export interface KeyspaceEntry<K, V> {
  readonly key: K;
  readonly value: V;
}

/** Rows of one kind: their keys have the same parts, their values the same codec. */
export interface Keyspace<K extends readonly unknown[], V> {
  readonly name: string;
  /** The bytes with which the keys of this keyspace start, and no others. */
  readonly prefix: Key;
  get(tx: ReadTransaction, key: K): V | undefined;
  has(tx: ReadTransaction, key: K): boolean;
  put(tx: Transaction, key: K, value: V): void;
  delete(tx: Transaction, key: K): void;
  /**
   * Visits the rows whose keys start with `prefix`, lazily and in key order. A caller that writes meanwhile does not
   * disturb the visit: it meets what was written ahead of it, and does not meet what was deleted there.
   */
  range(tx: ReadTransaction, prefix: LeadingParts<K>, options?: KeyspaceRange<K>): Iterable<KeyspaceEntry<K, V>>;
  /** Like `range`, without reading the values into objects. */
  keys(tx: ReadTransaction, prefix: LeadingParts<K>, options?: KeyspaceRange<K>): Iterable<K>;
  /** The first row that `range` would visit. */
  first(tx: ReadTransaction, prefix: LeadingParts<K>, options?: KeyspaceRange<K>): KeyspaceEntry<K, V> | undefined;
}

/** What there is to know of a keyspace without its types, for lists of them. */
export type AnyKeyspace = Pick<Keyspace<readonly never[], never>, "name" | "prefix">;

/**
 * Declares a keyspace. Its rows are found again by its name alone: a name, once released, never changes, and neither
 * do its key parts.
 */
export function keyspace<const Parts extends readonly KeyPart<unknown>[], V>(
  name: string,
  declaration: { readonly key: Parts; readonly value: ValueCodec<V> },
): Keyspace<KeyValues<Parts>, V> {
  type K = KeyValues<Parts>;
  const prefix = prefixOf(name);
  // The caller's types bind each part to its value; inside, parts and values are walked in step without them.
  const keys = new KeyCodec(name, prefix, declaration.key);
  const codec = declaration.value;
  // Each part decodes what it had encoded, so the values have the types of the declaration.
  const decodeKey = (key: Key): K => keys.decode(key) as unknown as K;

  function decodeValue(key: Key, bytes: Uint8Array): V {
    try {
      return codec.decode(bytes);
    } catch (cause) {
      throw damaged(name, key, cause);
    }
  }

  function fetch(tx: ReadTransaction, key: Key): Uint8Array | undefined {
    try {
      return tx.get(key);
    } catch (cause) {
      throw cause instanceof StoreDamaged ? damaged(name, key, cause) : cause;
    }
  }

  function* visit<T>(
    tx: ReadTransaction,
    options: RangeOptions | undefined,
    show: (key: Key, value: Uint8Array) => T,
  ): Generator<T, void, undefined> {
    if (options === undefined) return;
    try {
      for (const row of tx.range(options)) yield show(row.key, row.value);
    } catch (cause) {
      throw cause instanceof StoreDamaged && cause.keyspace === undefined ? damaged(name, cause.key, cause) : cause;
    }
  }

  const showEntry = (key: Key, value: Uint8Array): KeyspaceEntry<K, V> => ({
    key: decodeKey(key),
    value: decodeValue(key, value),
  });

  const self: Keyspace<K, V> = {
    name,
    prefix,
    get(tx, key) {
      const encoded = keys.encodeWhole(key);
      const bytes = fetch(tx, encoded);
      return bytes === undefined ? undefined : decodeValue(encoded, bytes);
    },
    has: (tx, key) => fetch(tx, keys.encodeWhole(key)) !== undefined,
    put: (tx, key, value) => tx.put(keys.encodeWhole(key), codec.encode(value)),
    delete: (tx, key) => tx.delete(keys.encodeWhole(key)),
    range: (tx, leading, options = {}) => visit(tx, keys.bounds(leading, options, false), showEntry),
    keys: (tx, leading, options = {}) => visit(tx, keys.bounds(leading, options, true), decodeKey),
    first(tx, leading, options = {}) {
      for (const entry of self.range(tx, leading, options)) return entry;
      return undefined;
    },
  };
  return self;
}

/**
 * Checks that keyspaces which share a store keep apart, and describes them.
 * @returns the names, in order, each with the printable form of its prefix
 * @throws InvariantViolation when two have the same name or the same prefix
 */
export function describeKeyspaces(keyspaces: Iterable<AnyKeyspace>): { name: string; prefix: string }[] {
  const names = new Map<Key, string>();
  for (const { name, prefix } of keyspaces) {
    const other = names.get(prefix);
    invariant(other !== name, `the keyspace ${name} is declared once`);
    invariant(other === undefined, `the keyspaces ${other} and ${name} have the same prefix: rename the newer one`);
    names.set(prefix, name);
  }
  return [...names]
    .map(([prefix, name]) => ({ name, prefix: printableKey(prefix) }))
    .toSorted((left, right) => (left.name < right.name ? -1 : 1));
}

/** Writes and reads the keys of one keyspace. */
class KeyCodec {
  readonly #name: string;
  readonly #prefix: Key;
  readonly #parts: readonly KeyPart<unknown>[];

  constructor(name: string, prefix: Key, parts: readonly KeyPart<unknown>[]) {
    this.#name = name;
    this.#prefix = prefix;
    this.#parts = parts;
  }

  /** What keys with these leading parts start with. */
  encode(values: readonly unknown[]): Key {
    let key = this.#prefix;
    for (let index = 0; index < values.length; index++) {
      const part = this.#parts[index];
      if (part === undefined) throw this.#countViolation("no more than");
      key += part.encode(values[index]);
    }
    return key;
  }

  encodeWhole(values: readonly unknown[]): Key {
    if (values.length !== this.#parts.length) throw this.#countViolation("exactly");
    return this.encode(values);
  }

  /** Made only when it is thrown: keys are encoded all the time, and a sentence costs more than a part. */
  #countViolation(bound: string): InvariantViolation {
    return new InvariantViolation(`a key of ${this.#name} has ${bound} ${this.#parts.length} parts`);
  }

  decode(key: Key): unknown[] {
    const reader: KeyReader = { key, position: this.#prefix.length };
    const values: unknown[] = [];
    for (const part of this.#parts) values.push(part.decode(reader));
    return values;
  }

  /** Which keys a visit meets; undefined for none. */
  bounds<K extends readonly unknown[]>(
    leading: readonly unknown[],
    options: KeyspaceRange<K>,
    keysOnly: boolean,
  ): RangeOptions | undefined {
    const { after, startingWith, afterStartingWith, reverse = false, limit } = options;
    const base = this.encode(leading);
    const start = startingWith === undefined ? base : base + encodeTextStart(startingWith);
    let from = start;
    let to = start === "" ? "" : successor(start);
    const raise = (key: Key): void => {
      if (key > from) from = key;
    };
    const lower = (key: Key): void => {
      if (key < to) to = key;
    };
    if (options.from !== undefined) raise(this.encode(options.from));
    if (options.to !== undefined) lower(this.encode(options.to));
    if (afterStartingWith !== undefined) raise(successor(base + encodeTextStart(afterStartingWith)));
    if (after !== undefined && reverse) lower(this.encode(after));
    if (after !== undefined && !reverse) raise(successor(this.encode(after)));
    if (from >= to || (limit !== undefined && limit <= 0)) return undefined;
    return limit === undefined ? { from, to, reverse, keysOnly } : { from, to, reverse, limit, keysOnly };
  }
}

/** Four bytes, so that keys stay short: LMDB keeps them in every page, and the overlay compares them all the time. */
function prefixOf(name: string): Key {
  invariant(name !== "", "a keyspace has a name");
  const hash = Buffer.alloc(4);
  hash.writeUInt32BE(crc32(name));
  return hash.toString("latin1");
}

function damaged(name: string, key: Key | undefined, cause: unknown): StoreDamaged {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const message =
    key === undefined
      ? `the keyspace ${name} is damaged: ${reason}`
      : `the row ${printableKey(key)} of ${name} is damaged: ${reason}`;
  return new StoreDamaged(message, key === undefined ? { keyspace: name, cause } : { keyspace: name, key, cause });
}
