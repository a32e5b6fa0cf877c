/** Opens what is durable as one thing with one end. What a cloud in memory has instead is in memory-store.ts. */
import { dirname } from "node:path";
import type { Random } from "../kernel/random.ts";
import type { Blobs } from "./blobs.ts";
import type { Disk } from "./disk.ts";
import { openFileBlobs } from "./file-blobs.ts";
import { openJournaledEngine } from "./journal/journaled-engine.ts";
import { openLmdbEngine } from "./lmdb/lmdb-engine.ts";
import { openDataFolder } from "./lmdb/open-data-folder.ts";
import { OverlayStore } from "./overlay-store.ts";
import type { Store } from "./store.ts";
import { syncFolder } from "./sync-folder.ts";

/** Where state lives, and the chance from which blobs get their names. */
export interface StoreOptions {
  readonly directory: string;
  readonly random: Random;
  readonly disk?: Disk;
}

/** A store and its blobs. */
export interface OpenedStore {
  readonly store: Store;
  readonly blobs: Blobs;
  /** Commits what is queued and lets go of the data folder. Rejects when something of it could not be stored. */
  close(): Promise<void>;
}

/**
 * Opens the store in a data folder, which is made where there is none.
 * @throws FolderInUse when another process uses the folder
 * @throws UnknownDataFormat when the folder is not in a format that this version reads
 */
export async function openStore(options: StoreOptions): Promise<OpenedStore> {
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
