/** The store's port: an ordered map of bytes with transactions. Engines implement it; nobody reads past it. */

/**
 * A key: a string in which every character stands for one byte (code points 0 to 255). Keys order by these bytes.
 * Strings rather than buffers, because the overlay compares and looks up keys far more often than it writes them out.
 */
export type Key = string;

/** One row. */
export interface Entry {
  readonly key: Key;
  readonly value: Uint8Array;
}

/** Which rows of a range to visit, and how. */
export interface RangeOptions {
  /** First key of the range, included. */
  readonly from: Key;
  /** End of the range, excluded. */
  readonly to: Key;
  /** Visit from the end to the start. */
  readonly reverse?: boolean;
  /** At most so many rows. */
  readonly limit?: number;
  /** The caller looks at keys alone: values may come empty, and unchecked. */
  readonly keysOnly?: boolean;
}

/** A view of the whole map at one moment, valid only until the function that was given it returns. */
export interface ReadTransaction {
  get(key: Key): Uint8Array | undefined;
  /** Visits rows lazily, in key order. The caller may stop early; it must not write into the range while visiting. */
  range(options: RangeOptions): Iterable<Entry>;
}

/** A view that can be changed; its own writes are seen by its later reads. */
export interface Transaction extends ReadTransaction {
  /** Takes the value over: the caller must not change it afterwards. */
  put(key: Key, value: Uint8Array): void;
  delete(key: Key): void;
}

/**
 * What transactions that are committed together changed, each key once with its last value, null for a deletion:
 * serialisable, and all that a replica would need.
 */
export type WriteSet = ReadonlyMap<Key, Uint8Array | null>;

/** The outcome of a write: its result at once, and the moment from which it survives a crash. */
export interface Written<T> {
  readonly result: T;
  /** Resolves when the change is synced; rejects when it never will be. Acknowledge nothing before. */
  readonly committed: Promise<void>;
}

/** The store as the platform sees it. */
export interface Store {
  /** Runs `body` on the present state. `body` is synchronous and keeps nothing of the transaction. */
  read<T>(body: (tx: ReadTransaction) => T): T;
  /**
   * Runs `body` and, when it returns, applies its writes for every later transaction to see and queues them for the
   * next group commit. When `body` throws, nothing has changed.
   * @throws StoreFailed once a commit has failed: the state on disk is then unknown until a restart
   */
  write<T>(body: (tx: Transaction) => T): Written<T>;
  /** Resolves when everything applied so far is synced: what a reply to a reader waits for. */
  synced(): Promise<void>;
  /** Why the store stopped accepting writes, or undefined while it is well. */
  failure(): Error | undefined;
  /** Commits what is queued and lets go of the data folder. */
  close(): Promise<void>;
}

/** What an engine does for the store: keep rows in order, and commit write sets all or nothing. */
export interface Engine {
  get(key: Key): Uint8Array | undefined;
  range(options: RangeOptions): Iterable<Entry>;
  /** Applies `writes` in order as one atomic change and resolves when it is synced. One call at a time. */
  commit(writes: readonly WriteSet[]): Promise<void>;
  /** `tell` hears of a failure that is no commit's own, because the engine works on after a commit: none is taken any more. */
  onFailure?(tell: (cause: unknown) => void): void;
  close(): Promise<void>;
}

/** The store has stopped: a commit failed, and nothing more is acknowledged. */
export class StoreFailed extends Error {
  override readonly name = "StoreFailed";
  /** Trying again later, against a restarted server, can succeed. */
  readonly retryable = true;
}

/** A row on disk is not what was written: it is never served, and never skipped. */
export class StoreDamaged extends Error {
  override readonly name = "StoreDamaged";
  readonly retryable = false;
  /** The row, where the damage is in one. */
  readonly key: Key | undefined;
  /** The keyspace of the row, once the layer that knows it has seen the error. */
  readonly keyspace: string | undefined;

  constructor(message: string, damage: { readonly key?: Key; readonly keyspace?: string; readonly cause?: unknown }) {
    super(message, { cause: damage.cause });
    this.key = damage.key;
    this.keyspace = damage.keyspace;
  }
}

/** So much waits for the disk that another write is refused; nothing of it was applied. */
export class StoreOverloaded extends Error {
  override readonly name = "StoreOverloaded";
  readonly retryable = true;
}
