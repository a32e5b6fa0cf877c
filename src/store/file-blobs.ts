/** Blobs as files: written under a temporary name, synced, and only then given the name under which they are found. */
import { mkdir, open, readdir, rename, rm } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { uuid } from "../kernel/random.ts";
import type { Random } from "../kernel/random.ts";
import { BlobMissing, BlobsFailed, BlobTooLarge } from "./blobs.ts";
import type { BlobId, Blobs, ByteRange, StoredBlob } from "./blobs.ts";
import { type Disk, machineDisk } from "./disk.ts";
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
export async function openFileBlobs(
  directory: string,
  { random, disk = machineDisk }: FileBlobsOptions,
): Promise<Blobs> {
  const incoming = join(directory, INCOMING);
  await rm(incoming, { recursive: true, force: true });
  await mkdir(incoming, { recursive: true });
  await syncFolder(directory);
  await syncFolder(dirname(directory));
  return new FileBlobs(directory, random, disk);
}

export interface FileBlobsOptions {
  /** Where ids come from. */
  readonly random: Random;
  readonly disk?: Disk | undefined;
}

class FileBlobs implements Blobs {
  readonly #directory: string;
  readonly #random: Random;
  readonly #disk: Disk;
  #failure: BlobsFailed | undefined;

  constructor(directory: string, random: Random, disk: Disk) {
    this.#directory = directory;
    this.#random = random;
    this.#disk = disk;
  }

  failure(): Error | undefined {
    return this.#failure;
  }

  async put(body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>, maximumBytes: number): Promise<StoredBlob> {
    const id = uuid(this.#random);
    const temporary = join(this.#directory, INCOMING, id);
    try {
      const sizeBytes = await this.#writeSynced(temporary, body, maximumBytes);
      await this.#onDisk(() => this.#publish(temporary, id));
      this.#failure = undefined;
      return { id, sizeBytes };
    } catch (error) {
      // Why it was refused is what the caller must hear. What cannot be removed either is swept by the next start, or
      // is a blob to which nothing refers.
      await Promise.allSettled([temporary, this.pathOf(id)].map((path) => rm(path, { force: true })));
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
    await syncFolder(shard, this.#disk);
    if (made !== undefined) await syncFolder(this.#directory, this.#disk);
  }

  async #writeSynced(
    path: string,
    body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
    maximumBytes: number,
  ): Promise<number> {
    const file = await this.#onDisk(() => open(path, "wx"));
    try {
      let sizeBytes = 0;
      for await (const piece of body) {
        if (sizeBytes + piece.length > maximumBytes) {
          throw new BlobTooLarge(`the body is longer than ${maximumBytes} bytes`);
        }
        await this.#onDisk(() => this.#writeWhole(file.fd, piece));
        sizeBytes += piece.length;
      }
      await this.#onDisk(() => promisify(this.#disk.fsync)(file.fd));
      return sizeBytes;
    } finally {
      await file.close();
    }
  }

  /** A write may take only a part of what it is given. */
  #writeWhole(descriptor: number, piece: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      const from = (written: number): void =>
        this.#disk.write(descriptor, piece, written, piece.length - written, null, (error, count) => {
          if (error !== null) reject(error);
          else if (written + count < piece.length) from(written + count);
          else resolve();
        });
      from(0);
    });
  }

  /** What the disk refuses is told apart from what is wrong with a body, and remembered until a body is stored. */
  async #onDisk<T>(act: () => Promise<T>): Promise<T> {
    try {
      return await act();
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      this.#failure = new BlobsFailed(`a body could not be stored: ${reason}`, { cause });
      throw this.#failure;
    }
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
