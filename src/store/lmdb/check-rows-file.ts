/**
 * A look at the file of the rows before LMDB maps it: LMDB ends the whole process, without a word, when it meets a file
 * that is none of its own or that was cut short.
 */
import { closeSync, fstatSync, ftruncateSync, openSync, readSync } from "node:fs";
import { ifThere } from "../if-there.ts";
import { StoreDamaged } from "../store.ts";

/** Where LMDB's two leading pages, of which the one with the higher transaction counts, keep what is looked at here. */
const MAGIC_OFFSET = 24;
const PAGE_SIZE_OFFSET = 48;
const LAST_PAGE_OFFSET = 144;
const LOOKED_AT_BYTES = 152;
const MAGIC = 0xbeefc0de;
const SMALLEST_PAGE_BYTES = 256;
const LARGEST_PAGE_BYTES = 65_536;

/**
 * Refuses a file that LMDB would not survive. One that is shorter than its last page is made as long: LMDB itself leaves
 * it so when the last pages are unused, and where they were used, their zeros are found to be damage by whoever reads.
 * @throws StoreDamaged when the file does not start as a file of rows does
 */
export function checkRowsFile(path: string): void {
  const descriptor = ifThere(() => openSync(path, "r+"));
  if (descriptor === undefined) return;
  try {
    const { size } = fstatSync(descriptor);
    if (size === 0) return;
    const first = readStart(descriptor, path, 0);
    const pageBytes = first.readUInt32LE(PAGE_SIZE_OFFSET);
    if (pageBytes < SMALLEST_PAGE_BYTES || pageBytes > LARGEST_PAGE_BYTES) throw notRows(path);
    const pages = [first, readStart(descriptor, path, pageBytes)];
    const lastPage = Math.max(...pages.map((page) => Number(page.readBigUInt64LE(LAST_PAGE_OFFSET))));
    if (!Number.isSafeInteger(lastPage * pageBytes)) throw notRows(path);
    const needed = (lastPage + 1) * pageBytes;
    if (size < needed) ftruncateSync(descriptor, needed);
  } finally {
    closeSync(descriptor);
  }
}

function readStart(descriptor: number, path: string, position: number): Buffer {
  const start = Buffer.alloc(LOOKED_AT_BYTES);
  const read = readSync(descriptor, start, 0, start.length, position);
  if (read < start.length || start.readUInt32LE(MAGIC_OFFSET) !== MAGIC) throw notRows(path);
  return start;
}

function notRows(path: string): StoreDamaged {
  return new StoreDamaged(`${path} does not start as a file of rows does: it is damaged, or not ours`, {});
}
