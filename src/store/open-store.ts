/** Opens what is durable, or its stand-in in memory, as one thing with one end: what the composition root calls. */
import { dirname } from "node:path";
import type { Random } from "../kernel/random.ts";
import type { Blobs } from "./blobs.ts";
import type { Disk } from "./disk.ts";
import { openFileBlobs } from "./file-blobs.ts";
import { openJournaledEngine } from "./journal/journaled-engine.ts";
import { openLmdbEngine } from "./lmdb/lmdb-engine.ts";
import { openDataFolder } from "./lmdb/open-data-folder.ts";
import { openMemoryStore, type StoredState } from "./memory-store.ts";
import { OverlayStore } from "./overlay-store.ts";
import type { Store } from "./store.ts";
import { syncFolder } from "./sync-folder.ts";

/** Where state lives, and the chance from which blobs get their names. */
export type StoreOptions =
  | { readonly directory: string; readonly random: Random; readonly disk?: Disk }
  | { readonly memory: true; readonly random: Random; readonly state?: StoredState };

/** A store and its blobs. */
export interface OpenedStore {
  readonly store: Store;
  readonly blobs: Blobs;
  /** Commits what is queued and lets go of the data folder. Rejects when something of it could not be stored. */
  close(): Promise<void>;
}

/**
 * Opens the store in a data folder, or a new one in memory.
 * @throws FolderInUse when another process uses the folder
 * @throws UnknownDataFormat when the folder is not in a format that this version reads
 */
export async function openStore(options: StoreOptions): Promise<OpenedStore> {
  if ("memory" in options) {
    const { store, blobs } = openMemoryStore(options.random, options.state);
    return { store, blobs, close: () => store.close() };
  }
  const folder = await openDataFolder(options.directory);
  try {
    const blobs = await openFileBlobs(folder.blobsFolder, options);
    const rows = openLmdbEngine(folder.rowsFile);
    const engine = await openJournaledEngine(rows, {
      files: folder.journalFiles,
      random: options.random,
      disk: options.disk,
    });
    const store = new OverlayStore(engine);
    // The files of the rows and of the journal are synced by each commit; that they are there, by this.
    await syncFolder(dirname(folder.rowsFile));
    return {
      store,
      blobs,
      async close() {
        try {
          await store.close();
        } finally {
          await folder.release();
        }
      },
    };
  } catch (error) {
    await folder.release();
    throw error;
  }
}
