/** Blobs as files: written under a temporary name, synced, and only then given the name under which they are found. */
import { mkdir, open, readdir, rename, rm } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { dirname, join } from "node:path";
import { uuid } from "../kernel/random.ts";
import type { Random } from "../kernel/random.ts";
import { BlobMissing, BlobTooLarge } from "./blobs.ts";
import type { BlobId, Blobs, ByteRange, StoredBlob } from "./blobs.ts";
import { BLOB_PIECE_BYTES } from "./limits.ts";
import { syncFolder } from "./sync-folder.ts";

/** Where bodies are until they are whole. */
const INCOMING = "incoming";
/** The first characters of an id name its folder: 256 folders keep each small with a million blobs. */
const SHARD_CHARACTERS = 2;
const BLOB_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Opens the blobs under `directory`, which is made when it is not there, and deletes what was being written when the
 * process last ended. One process at a time: whoever calls this holds the data folder.
 */
export async function openFileBlobs(directory: string, random: Random): Promise<Blobs> {
  const incoming = join(directory, INCOMING);
  await rm(incoming, { recursive: true, force: true });
  await mkdir(incoming, { recursive: true });
  await syncFolder(directory);
  await syncFolder(dirname(directory));
  return new FileBlobs(directory, random);
}

class FileBlobs implements Blobs {
  readonly #directory: string;
  readonly #random: Random;

  constructor(directory: string, random: Random) {
    this.#directory = directory;
    this.#random = random;
  }

  async put(body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>, maximumBytes: number): Promise<StoredBlob> {
    const id = uuid(this.#random);
    const temporary = join(this.#directory, INCOMING, id);
    try {
      const sizeBytes = await writeSynced(temporary, body, maximumBytes);
      await this.#publish(temporary, id);
      return { id, sizeBytes };
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  }

  concatenate(parts: readonly BlobId[]): Promise<StoredBlob> {
    return this.put(this.#readEach(parts), Infinity);
  }

  async *read(id: BlobId, range?: ByteRange): AsyncGenerator<Uint8Array, void, undefined> {
    const file = await this.#open(id);
    try {
      let position = range?.first ?? 0;
      const end = (range?.last ?? Infinity) + 1;
      while (position < end) {
        const piece = Buffer.allocUnsafeSlow(Math.min(BLOB_PIECE_BYTES, end - position));
        // oxlint-disable-next-line no-await-in-loop -- a piece at a time is what bounds the memory
        const { bytesRead } = await file.read(piece, 0, piece.length, position);
        if (bytesRead === 0) return;
        position += bytesRead;
        yield piece.subarray(0, bytesRead);
      }
    } finally {
      await file.close();
    }
  }

  async readAll(id: BlobId): Promise<Uint8Array> {
    const file = await this.#open(id);
    try {
      return await file.readFile();
    } finally {
      await file.close();
    }
  }

  pathOf(id: BlobId): string {
    // An id is never a path: one that came from anywhere but this store must not reach outside of the folder.
    if (!BLOB_ID.test(id)) throw new BlobMissing(`there is no blob ${JSON.stringify(id)}`);
    return join(this.#directory, id.slice(0, SHARD_CHARACTERS), id);
  }

  async delete(id: BlobId): Promise<void> {
    if (BLOB_ID.test(id)) await rm(this.pathOf(id), { force: true });
  }

  async *list(): AsyncGenerator<BlobId, void, undefined> {
    for (const shard of await readdir(this.#directory)) {
      if (shard === INCOMING) continue;
      // oxlint-disable-next-line no-await-in-loop -- a folder at a time is what bounds the memory
      for (const name of await readdir(join(this.#directory, shard))) if (BLOB_ID.test(name)) yield name;
    }
  }

  async *#readEach(parts: readonly BlobId[]): AsyncGenerator<Uint8Array, void, undefined> {
    for (const part of parts) yield* this.read(part);
  }

  async #open(id: BlobId): Promise<FileHandle> {
    try {
      return await open(this.pathOf(id), "r");
    } catch (error) {
      if (hasCode(error, "ENOENT")) throw new BlobMissing(`there is no blob ${id}`, { cause: error });
      throw error;
    }
  }

  /** Gives a whole body its name, durably: the rename counts once its folder is synced, and the folder once its own is. */
  async #publish(temporary: string, id: BlobId): Promise<void> {
    const path = this.pathOf(id);
    const shard = dirname(path);
    const made = await mkdir(shard, { recursive: true });
    await rename(temporary, path);
    await syncFolder(shard);
    if (made !== undefined) await syncFolder(this.#directory);
  }
}

async function writeSynced(
  path: string,
  body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  maximumBytes: number,
): Promise<number> {
  const file = await open(path, "wx");
  try {
    let sizeBytes = 0;
    for await (const piece of body) {
      if (sizeBytes + piece.length > maximumBytes) {
        throw new BlobTooLarge(`the body is longer than ${maximumBytes} bytes`);
      }
      await writeWhole(file, piece);
      sizeBytes += piece.length;
    }
    await file.sync();
    return sizeBytes;
  } finally {
    await file.close();
  }
}

/** A write may take only a part of what it is given. */
async function writeWhole(file: FileHandle, piece: Uint8Array): Promise<void> {
  for (let written = 0; written < piece.length;) {
    // oxlint-disable-next-line no-await-in-loop -- the rest follows the part that was written
    const { bytesWritten } = await file.write(piece, written, piece.length - written);
    written += bytesWritten;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
