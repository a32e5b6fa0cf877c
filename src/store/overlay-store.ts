/** The store over an engine: writes are seen at once, and reach the engine in groups, in order. */
import { invariant } from "../kernel/invariant.ts";
import { Gaps } from "./gaps.ts";
import { MAXIMUM_PENDING_BYTES } from "./limits.ts";
import { mergedGet, mergedRange } from "./merged-range.ts";
import type { Layer, Sources } from "./merged-range.ts";
import { SortedMap } from "./sorted-map.ts";
import { StoreFailed, StoreOverloaded } from "./store.ts";
import type { Engine, Entry, Key, RangeOptions, ReadTransaction, Store, Transaction, Written } from "./store.ts";

/** What an overlay store can be told; tests tell it more than servers do. */
export interface OverlayOptions {
  /** Bytes of keys and values that may wait for the disk. */
  readonly maximumPendingBytes?: number;
  /** Calls `run` soon, once: it decides how many writers share a commit. */
  readonly schedule?: (run: () => void) => void;
}

/** Writers whose changes reach the engine together, and what they wait for. */
interface Group {
  readonly layer: Layer;
  bytes: number;
  readonly committed: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (failure: StoreFailed) => void;
}

/**
 * A store over `engine`, which it owns from now on.
 *
 * The overlay is two layers: the group that is being committed, which no longer changes, and the one that collects.
 * When a commit is done its layer is dropped whole.
 */
export class OverlayStore implements Store {
  readonly #engine: Engine;
  readonly #maximumPendingBytes: number;
  readonly #schedule: (run: () => void) => void;
  #collecting: Group = newGroup();
  #committing: Group | undefined;
  readonly #gaps = new Gaps();
  #sources: Sources;
  #scheduled = false;
  #inTransaction = false;
  #failure: StoreFailed | undefined;
  /** The engine has said that it takes no further commit. */
  #engineFailure: { readonly cause: unknown } | undefined;
  #closing: Promise<void> | undefined;

  constructor(engine: Engine, options: OverlayOptions = {}) {
    this.#engine = engine;
    this.#sources = { engine, layers: [this.#collecting.layer], gaps: this.#gaps };
    this.#maximumPendingBytes = options.maximumPendingBytes ?? MAXIMUM_PENDING_BYTES;
    // An immediate runs when every socket that had something to say has been heard: they all share the commit.
    this.#schedule = options.schedule ?? setImmediate;
    engine.onFailure?.((cause) => {
      this.#engineFailure = { cause };
      // A commit that is under way is still in order, or fails by itself.
      if (this.#committing === undefined) this.#fail(cause);
    });
  }

  read<T>(body: (tx: ReadTransaction) => T): T {
    const view = new View(this.#sources);
    try {
      return body(view);
    } finally {
      view.end();
    }
  }

  write<T>(body: (tx: Transaction) => T): Written<T> {
    this.#admit();
    const group = this.#collecting;
    const change = new Change(this.#sources, group.layer);
    this.#inTransaction = true;
    let result: T;
    try {
      result = body(change);
    } catch (error) {
      change.undo();
      throw error;
    } finally {
      this.#inTransaction = false;
      change.end();
    }
    if (!change.wrote) return { result, committed: this.synced() };
    group.bytes += change.bytes;
    this.#soon();
    return { result, committed: group.committed };
  }

  synced(): Promise<void> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    if (this.#collecting.layer.size > 0) return this.#collecting.committed;
    return this.#committing?.committed ?? NOTHING_TO_WAIT_FOR;
  }

  failure(): Error | undefined {
    return this.#failure;
  }

  close(): Promise<void> {
    this.#closing ??= this.#finish();
    return this.#closing;
  }

  #admit(): void {
    if (this.#failure !== undefined) throw this.#failure;
    invariant(!this.#inTransaction, "a transaction is not begun inside another one's body");
    invariant(this.#closing === undefined, "nothing is written to a store that was closed");
    const pending = this.#collecting.bytes + (this.#committing?.bytes ?? 0);
    if (pending >= this.#maximumPendingBytes) {
      throw new StoreOverloaded(`${pending} bytes wait for the disk; the limit is ${this.#maximumPendingBytes}`);
    }
  }

  #soon(): void {
    if (this.#scheduled || this.#committing !== undefined) return;
    this.#scheduled = true;
    this.#schedule(() => {
      this.#scheduled = false;
      void this.#commitGroup();
    });
  }

  /** Commits what has been collected; what comes in meanwhile is the next group. Never rejects. */
  async #commitGroup(): Promise<void> {
    if (this.#failure !== undefined || this.#collecting.layer.size === 0) return;
    const group = this.#collecting;
    this.#committing = group;
    this.#collecting = newGroup();
    this.#layer([this.#collecting.layer, group.layer]);
    try {
      await this.#engine.commit([group.layer.values]);
    } catch (cause) {
      group.reject(this.#fail(cause));
      return;
    }
    this.#committing = undefined;
    this.#layer([this.#collecting.layer]);
    group.resolve();
    if (this.#engineFailure !== undefined) this.#fail(this.#engineFailure.cause);
    // The next one takes along what is still to be heard in this turn.
    else if (this.#collecting.layer.size > 0) this.#soon();
  }

  #layer(layers: readonly Layer[]): void {
    this.#sources = { engine: this.#engine, layers, gaps: this.#gaps };
  }

  /** Nothing is committed from here on. Reads go on, and show what was acknowledged: what is refused now never happened. */
  #fail(cause: unknown): StoreFailed {
    const reason = cause instanceof Error ? cause.message : String(cause);
    this.#failure ??= new StoreFailed(`the store stopped because a commit failed: ${reason}`, { cause });
    this.#collecting.reject(this.#failure);
    this.#collecting = newGroup();
    this.#committing = undefined;
    // What had been deleted is there again.
    this.#gaps.clear();
    this.#layer([]);
    return this.#failure;
  }

  async #finish(): Promise<void> {
    try {
      await this.synced();
    } finally {
      await this.#engine.close();
    }
  }
}

const NOTHING_TO_WAIT_FOR = Promise.resolve();

function newGroup(): Group {
  const { promise, resolve, reject } = promiseWithResolvers();
  // A failure is told to whoever waits, and by `failure()`; nobody has to wait.
  promise.catch(() => {});
  return { layer: new SortedMap(), bytes: 0, committed: promise, resolve, reject };
}

function promiseWithResolvers(): { promise: Promise<void>; resolve: () => void; reject: (error: Error) => void } {
  let resolve: () => void = () => {};
  let reject: (error: Error) => void = () => {};
  const promise = new Promise<void>((fulfil, refuse) => {
    resolve = fulfil;
    reject = refuse;
  });
  return { promise, resolve, reject };
}

/** What the body of a read sees. */
class View implements ReadTransaction {
  readonly #sources: Sources;
  #ended = false;

  constructor(sources: Sources) {
    this.#sources = sources;
  }

  get(key: Key): Uint8Array | undefined {
    this.check();
    return mergedGet(this.#sources, key);
  }

  range(options: RangeOptions): Iterable<Entry> {
    this.check();
    return mergedRange(this.#sources, options);
  }

  /** From here on the view is refused: it would show a mixture of moments. */
  end(): void {
    this.#ended = true;
  }

  protected check(): void {
    invariant(!this.#ended, "a transaction is not used after its body has returned");
  }
}

/** What the body of a write sees: a view, the newest layer of which it writes into, with what undoes it. */
class Change extends View implements Transaction {
  readonly #layer: Layer;
  readonly #gaps: Gaps;
  readonly #undo: { readonly key: Key; readonly previous: Uint8Array | null | undefined }[] = [];
  bytes = 0;

  constructor(sources: Sources, layer: Layer) {
    super(sources);
    this.#layer = layer;
    this.#gaps = sources.gaps;
  }

  get wrote(): boolean {
    return this.#undo.length > 0;
  }

  put(key: Key, value: Uint8Array): void {
    this.#set(key, value);
    this.#gaps.put(key);
    this.bytes += key.length + value.length;
  }

  delete(key: Key): void {
    this.#set(key, null);
    this.bytes += key.length;
  }

  undo(): void {
    for (const { key, previous } of this.#undo.toReversed()) {
      if (previous === undefined) this.#layer.delete(key);
      else this.#layer.set(key, previous);
      this.#gaps.put(key);
    }
  }

  #set(key: Key, value: Uint8Array | null): void {
    this.check();
    this.#undo.push({ key, previous: this.#layer.get(key) });
    this.#layer.set(key, value);
  }
}
