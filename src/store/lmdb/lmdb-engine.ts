/** The durable engine: rows in one LMDB file, a checksum with each, and every commit synced before it is told. */
import { statfsSync } from "node:fs";
import { dirname } from "node:path";
import { crc32 } from "node:zlib";
import { open } from "lmdb";
import type { Database } from "lmdb";
import { InvariantViolation } from "../../kernel/invariant.ts";
import { checkKey, printableKey } from "../key.ts";
import { MAXIMUM_KEPT_SLABS, WRITE_SLAB_BYTES } from "../limits.ts";
import { StoreDamaged } from "../store.ts";
import type { Engine, Entry, Key, RangeOptions, WriteSet } from "../store.ts";
import { checkRowsFile } from "./check-rows-file.ts";

type Rows = Database<Uint8Array, Key>;

/** A transaction to read in, where it is not the current one. */
interface ReadFrom {
  readonly transaction: ReturnType<Rows["useReadTransaction"]>;
}

/** lmdb's types leave out the options of this read, which its code takes as those of all others. */
interface FastReader {
  getBinaryFast(key: Key, from: ReadFrom | undefined): Buffer | undefined;
}

/** The rows, and the state of them that is read. */
interface Source {
  readonly rows: Rows;
  readonly from: ReadFrom | undefined;
}

/** A row is stored as its value followed by a checksum of key and value: damage shows, and so does another key's row. */
const CHECKSUM_BYTES = 4;

/** What a visit of keys shows as their values. */
const NOTHING = new Uint8Array(0);

/** MDB_CORRUPTED and MDB_PAGE_NOTFOUND of lmdb.h. */
const DAMAGE_CODES: ReadonlySet<unknown> = new Set([-30796, -30797]);

/**
 * Opens, or makes, the rows in `file`. One process at a time: whoever calls this holds the data folder.
 * @throws StoreDamaged when the file does not start as a file of rows does
 */
export function openLmdbEngine(file: string): Engine {
  checkRowsFile(file);
  const rows: Rows = open<Uint8Array, Key>(file, {
    noSubdir: true,
    keyEncoder: latin1Keys,
    encoder: pooledValues,
    // Without overlapping, LMDB's own order holds: pages, sync, then the page that makes them count, sync. A commit
    // that is told is on disk, and one that failed left the last one in place. We commit one group at a time, so
    // overlapping would gain nothing.
    overlappingSync: false,
    // A commit is one batch already. The one that lmdb would put around each turn of the event loop has a promise of its
    // own that nobody is given, so that a commit which fails would end the process.
    eventTurnBatching: false,
    // Pages are mapped in pieces, of which the ones that were read last stay: at most half a gigabyte or so. Mapped as a
    // whole, the file would come to count as this process's memory page by page, until the system is short of it
    // (docs/decisions/0008-rows-are-mapped-in-pieces.md).
    remapChunks: true,
    cache: false,
  });
  const slabs = new Slabs();
  /** Where reads go once a commit has failed. */
  let standing: ReadFrom | undefined;
  return {
    get: (key) => getRow({ rows, from: standing }, key),
    range: (options) => visit({ rows, from: standing }, options),
    async commit(writes) {
      // When the page that makes a commit count cannot be written, LMDB begins no transaction any more, reads included:
      // one that began before goes on showing what was there.
      const from = standing ?? { transaction: rows.useReadTransaction() };
      try {
        await putAll(rows, slabs, writes);
      } catch (error) {
        const cause = await commitCause(error);
        if (isOurs(cause)) from.transaction.done();
        else standing = from;
        throw explained(cause, file);
      }
      from.transaction.done();
      // What was committed has left the overlay by the next read, which must find it here.
      rows.resetReadTxn();
    },
    close() {
      standing?.transaction.done();
      return rows.close();
    },
  };
}

/** A key goes into lmdb's buffers as it is: one character, one byte. */
const latin1Keys = {
  writeKey(key: Key, target: Buffer, position: number): number {
    const end = position + key.length;
    // lmdb takes this error as a sign to provide a larger buffer; Buffer itself would write the part that fits.
    if (end > target.length) throw new RangeError("the key does not fit");
    target.write(key, position, "latin1");
    return end;
  },
  readKey: (source: Buffer, start: number, end: number): Key => source.toString("latin1", start, end),
};

/**
 * Values go in as they are. A visit copies each out of lmdb's buffer, which the next read overwrites, and does so into
 * pooled memory: lmdb's own copies, each in memory of its own, cost as much as all the rest of a visit.
 */
const pooledValues = {
  encode: (value: Uint8Array): Uint8Array => value,
  decode(stored: Uint8Array, size: number): Uint8Array {
    const value = Buffer.allocUnsafe(size);
    value.set(stored.subarray(0, size));
    return value;
  },
};

function getRow(source: Source, key: Key): Uint8Array | undefined {
  checkKey(key);
  // Valid until the next read only, hence the copy.
  const stored = lookUp(source, key);
  return stored === undefined ? undefined : pooledValues.decode(stored, verifiedSize(key, stored));
}

function lookUp({ rows, from }: Source, key: Key): Uint8Array | undefined {
  try {
    // See FastReader.
    return (rows as FastReader).getBinaryFast(key, from);
  } catch (error) {
    throw asDamage(rows, error);
  }
}

function* visit(source: Source, range: RangeOptions): Generator<Entry, void, undefined> {
  const { from, to, reverse, limit, keysOnly } = range;
  if (from >= to) return;
  const { rows } = source;
  const bounds: NonNullable<Parameters<Rows["getRange"]>[0]> = reverse
    ? { start: to, exclusiveStart: true, end: from, inclusiveEnd: true, reverse }
    : { start: from, end: to };
  if (limit !== undefined) bounds.limit = limit;
  if (source.from !== undefined) bounds.transaction = source.from.transaction;
  try {
    if (keysOnly) {
      for (const key of rows.getKeys(bounds)) yield { key, value: NOTHING };
    } else {
      for (const { key, value } of rows.getRange(bounds)) {
        yield { key, value: value.subarray(0, verifiedSize(key, value)) };
      }
    }
  } catch (error) {
    throw asDamage(rows, error);
  }
}

/** LMDB's own word for pages that cannot be: they are of another kind than their place says, or not there. */
function asDamage(rows: Rows, error: unknown): unknown {
  const known = error instanceof Error && "code" in error && DAMAGE_CODES.has(error.code);
  if (!known) return error;
  // LMDB refuses everything in a transaction that met damage; what is whole can still be read in the next one.
  rows.resetReadTxn();
  return new StoreDamaged(error.message, { cause: error });
}

/** How many bytes of what is stored are the value, once its checksum was found to match. */
function verifiedSize(key: Key, stored: Uint8Array): number {
  // lmdb's reused buffers set their own `length`, which is the one that counts here.
  const size = stored.length - CHECKSUM_BYTES;
  if (size < 0 || readChecksum(stored, size) !== checksumOf(key, stored.subarray(0, size))) {
    throw new StoreDamaged(`the row ${printableKey(key)} does not match its checksum`, { key });
  }
  return size;
}

function putAll(rows: Rows, slabs: Slabs, writes: readonly WriteSet[]): Promise<boolean> {
  slabs.reuse();
  let heard: Promise<boolean> | undefined;
  return rows.batch(() => {
    for (const set of writes) {
      for (const [key, value] of set) {
        checkKey(key);
        const stored = value === null ? rows.remove(key) : rows.put(key, slabs.seal(key, value));
        if (stored === heard) continue;
        // Mostly one promise for all. It fails as the batch does; one that nobody hears would end the process.
        stored.catch(toldByBatch);
        heard = stored;
      }
    }
  });
}

function toldByBatch(): void {}

/** lmdb rejects with a general sentence, and with the system's own one as a promise inside. */
async function commitCause(error: unknown): Promise<unknown> {
  if (!(error instanceof Error) || !("commitError" in error)) return error;
  try {
    await error.commitError;
    return error;
  } catch (cause) {
    return cause;
  }
}

/** A broken rule of ours is no affair of the disk. */
function isOurs(cause: unknown): boolean {
  return cause instanceof InvariantViolation;
}

/** LMDB calls a full disk an input/output error, because its last write was cut short: the space that is free tells them apart. */
function explained(cause: unknown, file: string): unknown {
  if (!(cause instanceof Error) || isOurs(cause)) return cause;
  const { bavail, bsize } = statfsSync(dirname(file));
  return new Error(`${cause.message} (${file}; ${bavail * bsize} bytes are free on its disk)`, { cause });
}

/**
 * Values are laid out in large pieces of memory, because lmdb asks for the address of each piece through a native call.
 * They serve again in the next commit: memory outside the heap that comes and goes makes V8 collect all of it, often.
 */
class Slabs {
  readonly #kept: Buffer[] = [];
  #next = 0;
  #bytes: Buffer = Buffer.alloc(0);
  #used = 0;

  /** The commit before is done, and nobody reads what was laid out for it. */
  reuse(): void {
    this.#next = 0;
    this.#bytes = Buffer.alloc(0);
    this.#used = 0;
  }

  /** The value with its checksum, in memory that stays untouched until the commit is done. */
  seal(key: Key, value: Uint8Array): Uint8Array {
    const size = value.length + CHECKSUM_BYTES;
    if (this.#used + size > this.#bytes.length) {
      this.#bytes = this.#take(size);
      this.#used = 0;
    }
    const start = this.#used;
    this.#bytes.set(value, start);
    this.#bytes.writeUInt32LE(checksumOf(key, value), start + value.length);
    this.#used = start + size;
    return this.#bytes.subarray(start, this.#used);
  }

  #take(size: number): Buffer {
    if (size > WRITE_SLAB_BYTES) return Buffer.allocUnsafeSlow(size);
    const kept = this.#kept[this.#next];
    this.#next++;
    if (kept !== undefined) return kept;
    const made = Buffer.allocUnsafeSlow(WRITE_SLAB_BYTES);
    if (this.#kept.length < MAXIMUM_KEPT_SLABS) this.#kept.push(made);
    return made;
  }
}

/** CRC-32 of the value, begun from a hash of the key (FNV-1a) rather than from its bytes: one native call a row. */
function checksumOf(key: Key, value: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < key.length; index++) hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193);
  // zlib begins anew for bytes without an address, which an empty array may be: https://www.zlib.net/manual.html#Checksum
  return value.length === 0 ? hash >>> 0 : crc32(value, hash >>> 0);
}

function readChecksum(stored: Uint8Array, offset: number): number {
  let checksum = 0;
  for (let index = CHECKSUM_BYTES - 1; index >= 0; index--) checksum = checksum * 256 + (stored[offset + index] ?? 0);
  return checksum;
}
