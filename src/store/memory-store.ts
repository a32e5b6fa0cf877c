/** A store in memory that can begin with what another one held. */
import type { Random } from "../kernel/random.ts";
import type { BlobId, Blobs } from "./blobs.ts";
import { MemoryBlobs } from "./memory-blobs.ts";
import { memoryEngine } from "./memory-engine.ts";
import { OverlayStore } from "./overlay-store.ts";
import type { Entry, Store } from "./store.ts";

/** All rows and bodies of a store at one moment. Whoever has it changes none of its bytes. */
export interface StoredState {
  readonly rows: readonly Entry[];
  readonly blobs: readonly (readonly [BlobId, Uint8Array])[];
}

/** A store with its blobs. */
export interface MemoryStore {
  readonly store: Store;
  readonly blobs: Blobs;
}

/** Characters of keys stand for bytes, so that every key is below this. */
const BEHIND_ALL_KEYS = "\uffff";

/** Opens an empty store, or one with `state` in it; the state itself stays as it is. */
export function openMemoryStore(random: Random, state?: StoredState): MemoryStore {
  return {
    store: new OverlayStore(memoryEngine(state?.rows)),
    blobs: new MemoryBlobs(random, state?.blobs),
  };
}

/** What a store holds, whichever it is. */
export async function stateOf({ store, blobs }: MemoryStore): Promise<StoredState> {
  const rows = store.read((tx) => [...tx.range({ from: "", to: BEHIND_ALL_KEYS })]);
  const bodies: (readonly [BlobId, Uint8Array])[] = [];
  for await (const id of blobs.list()) bodies.push([id, await blobs.readAll(id)]);
  return { rows, blobs: bodies };
}
