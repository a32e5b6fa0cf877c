/**
 * Opens where a cloud keeps its state. The durable engine with its native library is loaded by clouds that have a folder,
 * and by no others: most clouds are those of tests, in memory.
 */
import type { Random } from "../kernel/random.ts";
import { openMemoryStore, type StoredState } from "../store/memory-store.ts";
import type { OpenedStore } from "../store/open-store.ts";

/** The folder, or what a place in memory begins with. */
export interface Place {
  readonly data?: string | undefined;
  readonly random: Random;
  readonly state?: StoredState | undefined;
}

/** @throws as openStore */
export async function openPlace({ data, random, state }: Place): Promise<OpenedStore> {
  if (data === undefined) {
    const { store, blobs } = openMemoryStore(random, state);
    return { store, blobs, close: () => store.close() };
  }
  const { openStore } = await import("../store/open-store.ts");
  return openStore({ directory: data, random });
}
