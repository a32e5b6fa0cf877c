/** What every implementation of blobs does, as one suite that each one's test runs. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { BlobMissing, BlobTooLarge } from "./blobs.ts";
import type { BlobId, Blobs, ByteRange } from "./blobs.ts";
import { BLOB_PIECE_BYTES } from "./limits.ts";

/** Blobs under test, with what cleans up after them. */
export interface BlobsUnderTest {
  readonly blobs: Blobs;
  readonly discard: () => Promise<void>;
}

/** Declares the suite for one implementation. */
export function blobsContract(name: string, make: () => Promise<BlobsUnderTest>): void {
  describe(name, () => {
    let subject: BlobsUnderTest;
    let blobs: Blobs;
    beforeEach(async () => {
      subject = await make();
      blobs = subject.blobs;
    });
    afterEach(() => subject.discard());

    it.each(SIZES)("gives back the bytes of a body of %i bytes, in pieces of a bounded size", async (size) => {
      const body = patterned(size);
      const { id, sizeBytes } = await blobs.put(inPieces(body, 100_000), size);
      expect(sizeBytes).toBe(size);
      expect(Buffer.from(await blobs.readAll(id)).equals(body)).toBe(true);
      const pieces = await collect(blobs.read(id));
      expect(Buffer.concat(pieces).equals(body)).toBe(true);
      expect(Math.max(0, ...pieces.map((piece) => piece.length))).toBeLessThanOrEqual(BLOB_PIECE_BYTES);
    });

    it.each(RANGES)("reads the range %o", async (range) => {
      const body = patterned(BLOB_PIECE_BYTES * 2);
      const { id } = await blobs.put([body], body.length);
      const read = Buffer.concat(await collect(blobs.read(id, range)));
      expect(read.equals(body.subarray(range.first, range.last + 1))).toBe(true);
    });

    it("keeps nothing of a body that is too long", async () => {
      await expect(blobs.put(inPieces(patterned(1000), 100), 999)).rejects.toThrow(BlobTooLarge);
      expect(await collect(blobs.list())).toEqual([]);
    });

    it("keeps nothing of a body that breaks off, and passes its error on", async () => {
      await expect(blobs.put(breakingOff(), 1000)).rejects.toThrow("the connection was lost");
      expect(await collect(blobs.list())).toEqual([]);
    });

    it("does not change with the buffer that it was written from", async () => {
      const buffer = Buffer.from("first");
      const { id } = await blobs.put(reusing(buffer), 100);
      expect(Buffer.from(await blobs.readAll(id)).toString()).toBe("firstother");
    });

    it("joins blobs in order, and leaves them as they were", async () => {
      const ids: BlobId[] = [];
      for (const part of ["one ", "two ", "three"]) ids.push((await blobs.put([Buffer.from(part)], 100)).id);
      const joined = await blobs.concatenate(ids);
      expect(Buffer.from(await blobs.readAll(joined.id)).toString()).toBe("one two three");
      expect(joined.sizeBytes).toBe(13);
      expect(await collect(blobs.list())).toHaveLength(4);
    });

    it("keeps nothing when one of the blobs to be joined is missing", async () => {
      const { id } = await blobs.put([Buffer.from("one")], 100);
      await expect(blobs.concatenate([id, ABSENT])).rejects.toThrow(BlobMissing);
      expect(await collect(blobs.list())).toEqual([id]);
    });

    it("deletes a blob, and minds not when it is gone already", async () => {
      const { id } = await blobs.put([Buffer.from("one")], 100);
      await blobs.delete(id);
      await blobs.delete(id);
      expect(await collect(blobs.list())).toEqual([]);
      await expect(blobs.readAll(id)).rejects.toThrow(BlobMissing);
    });

    it.each([ABSENT, "../../etc/passwd", ""])("knows no blob %o", async (id) => {
      await expect(blobs.readAll(id)).rejects.toThrow(BlobMissing);
      await expect(collect(blobs.read(id))).rejects.toThrow(BlobMissing);
      await blobs.delete(id);
    });

    it("lists every blob", async () => {
      const ids = new Set<BlobId>();
      for (let index = 0; index < 20; index++) ids.add((await blobs.put([Buffer.from([index])], 1)).id);
      expect(new Set(await collect(blobs.list()))).toEqual(ids);
    });
  });
}

const ABSENT = "00000000-0000-4000-8000-000000000000";
const SIZES = [0, 1, BLOB_PIECE_BYTES, BLOB_PIECE_BYTES * 2 + 1];
const RANGES: ByteRange[] = [
  { first: 0, last: 0 },
  { first: 5, last: 9 },
  { first: BLOB_PIECE_BYTES - 1, last: BLOB_PIECE_BYTES },
  { first: 10, last: BLOB_PIECE_BYTES * 5 },
];

function patterned(size: number): Buffer {
  return Buffer.from(Uint8Array.from({ length: size }, (_, index) => (index * 7 + (index >> 8)) & 255));
}

function* inPieces(body: Buffer, size: number): Generator<Uint8Array, void, undefined> {
  for (let start = 0; start < body.length; start += size) yield body.subarray(start, start + size);
}

async function* breakingOff(): AsyncGenerator<Uint8Array, void, undefined> {
  yield Buffer.from("the beginning");
  throw new Error("the connection was lost");
}

async function* reusing(buffer: Buffer): AsyncGenerator<Uint8Array, void, undefined> {
  yield buffer;
  buffer.write("other");
  yield buffer;
  buffer.fill(0);
}

async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of source) items.push(item);
  return items;
}
