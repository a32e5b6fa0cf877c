/** Blobs in memory, gone with the process: for tests and `--memory`. */
import { uuid } from "../kernel/random.ts";
import type { Random } from "../kernel/random.ts";
import { BlobMissing, BlobTooLarge } from "./blobs.ts";
import type { BlobId, Blobs, ByteRange, StoredBlob } from "./blobs.ts";
import { BLOB_PIECE_BYTES } from "./limits.ts";

/** A map from ids to bytes. */
export class MemoryBlobs implements Blobs {
  readonly #bodies = new Map<BlobId, Buffer>();
  readonly #random: Random;

  constructor(random: Random, begun: Iterable<readonly [BlobId, Uint8Array]> = []) {
    this.#random = random;
    for (const [id, body] of begun) this.#bodies.set(id, Buffer.from(body));
  }

  async put(body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>, maximumBytes: number): Promise<StoredBlob> {
    const pieces: Uint8Array[] = [];
    let sizeBytes = 0;
    for await (const piece of body) {
      sizeBytes += piece.length;
      if (sizeBytes > maximumBytes) throw new BlobTooLarge(`the body is longer than ${maximumBytes} bytes`);
      pieces.push(Uint8Array.from(piece)); // The writer may use its buffer again.
    }
    return this.#keep(Buffer.concat(pieces));
  }

  async concatenate(parts: readonly BlobId[]): Promise<StoredBlob> {
    return this.#keep(Buffer.concat(parts.map((id) => this.#find(id))));
  }

  async *read(id: BlobId, range?: ByteRange): AsyncGenerator<Uint8Array, void, undefined> {
    const body = this.#find(id);
    const end = Math.min(body.length, (range?.last ?? Infinity) + 1);
    for (let start = range?.first ?? 0; start < end; start += BLOB_PIECE_BYTES) {
      yield Uint8Array.from(body.subarray(start, Math.min(start + BLOB_PIECE_BYTES, end)));
    }
  }

  async readAll(id: BlobId): Promise<Uint8Array> {
    return Uint8Array.from(this.#find(id));
  }

  pathOf(): undefined {
    return undefined;
  }

  async delete(id: BlobId): Promise<void> {
    this.#bodies.delete(id);
  }

  failure(): undefined {
    return undefined;
  }

  async *list(): AsyncGenerator<BlobId, void, undefined> {
    yield* this.#bodies.keys();
  }

  #keep(body: Buffer): StoredBlob {
    const id = uuid(this.#random);
    this.#bodies.set(id, body);
    return { id, sizeBytes: body.length };
  }

  #find(id: BlobId): Buffer {
    const body = this.#bodies.get(id);
    if (body === undefined) throw new BlobMissing(`there is no blob ${id}`);
    return body;
  }
}
