/**
 * One group of writes as the journal holds it: a head, the rows, and zeros up to the next place where a record can begin.
 *
 * Records begin at fixed steps, so that what lies behind a torn or damaged one can still be found and told apart: after
 * a crash the last record may be torn, but nothing that was written after it can be whole.
 */
import { crc32 } from "node:zlib";
import type { WriteSet } from "../store.ts";

/** Where records can begin: what disks write as a whole at least. */
export const RECORD_STEP_BYTES = 512;

/** A group that was read back. */
export interface JournalRecord {
  /** One more than that of the group before it. */
  readonly sequence: number;
  readonly writes: WriteSet;
}

const MAGIC = 0x314a4c53;
const CHECKSUM_OFFSET = 4;
const SEQUENCE_OFFSET = 8;
const LENGTH_OFFSET = 16;
const HEAD_BYTES = 20;
const ROW_HEAD_BYTES = 6;
/** The length that stands for a deletion. */
const DELETED = 0xffffffff;

/** Bytes of the record of these writes, up to the next place where one can begin. */
export function recordBytes(writes: readonly WriteSet[]): number {
  let bytes = HEAD_BYTES;
  for (const set of writes) {
    for (const [key, value] of set) bytes += ROW_HEAD_BYTES + key.length + (value?.length ?? 0);
  }
  return Math.ceil(bytes / RECORD_STEP_BYTES) * RECORD_STEP_BYTES;
}

/**
 * How one opening of a journal writes and reads. The salt begins every checksum: nobody outside knows it, so that no
 * value that a client sends can pass for a record, and no record of another time for one of this.
 */
export class RecordCodec {
  readonly #salt: number;

  constructor(salt: number) {
    this.#salt = salt;
  }

  /** Writes the record at the start of `target`, which has `recordBytes` of room or more. */
  write(
    target: Buffer,
    { sequence, writes }: { readonly sequence: number; readonly writes: readonly WriteSet[] },
  ): void {
    let end = HEAD_BYTES;
    for (const set of writes) {
      for (const [key, value] of set) {
        target.writeUInt16LE(key.length, end);
        target.writeUInt32LE(value?.length ?? DELETED, end + 2);
        end += ROW_HEAD_BYTES;
        end += target.write(key, end, "latin1");
        if (value === null) continue;
        target.set(value, end);
        end += value.length;
      }
    }
    target.writeUInt32LE(MAGIC, 0);
    target.writeDoubleLE(sequence, SEQUENCE_OFFSET);
    target.writeUInt32LE(end - HEAD_BYTES, LENGTH_OFFSET);
    target.writeUInt32LE(crc32(target.subarray(SEQUENCE_OFFSET, end), this.#salt), CHECKSUM_OFFSET);
    target.fill(0, end, Math.ceil(end / RECORD_STEP_BYTES) * RECORD_STEP_BYTES);
  }

  /** The record that begins at `start` and how many bytes it takes; undefined when there is no whole one. */
  read(volume: Buffer, start: number): { readonly record: JournalRecord; readonly bytes: number } | undefined {
    if (start + HEAD_BYTES > volume.length || volume.readUInt32LE(start) !== MAGIC) return undefined;
    const rows = start + HEAD_BYTES;
    const end = rows + volume.readUInt32LE(start + LENGTH_OFFSET);
    if (end > volume.length) return undefined;
    const checked = volume.subarray(start + SEQUENCE_OFFSET, end);
    if (crc32(checked, this.#salt) !== volume.readUInt32LE(start + CHECKSUM_OFFSET)) return undefined;
    const bytes = Math.ceil((end - start) / RECORD_STEP_BYTES) * RECORD_STEP_BYTES;
    const sequence = volume.readDoubleLE(start + SEQUENCE_OFFSET);
    return { record: { sequence, writes: readRows(volume.subarray(rows, end)) }, bytes };
  }
}

function readRows(rows: Buffer): WriteSet {
  const writes = new Map<string, Uint8Array | null>();
  for (let position = 0; position < rows.length;) {
    const keyBytes = rows.readUInt16LE(position);
    const valueBytes = rows.readUInt32LE(position + 2);
    const keyStart = position + ROW_HEAD_BYTES;
    const valueStart = keyStart + keyBytes;
    const key = rows.toString("latin1", keyStart, valueStart);
    position = valueStart + (valueBytes === DELETED ? 0 : valueBytes);
    writes.set(key, valueBytes === DELETED ? null : rows.subarray(valueStart, position));
  }
  return writes;
}
