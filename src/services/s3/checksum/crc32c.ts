/** CRC-32C (Castagnoli), eight bytes at a time. */

const POLYNOMIAL = 0x82f63b78;
const SLICES = 8;

/** The checksum of `byte` followed by `slice` zero bytes is at `slice * 256 + byte`. */
const TABLE = new Int32Array(SLICES * 256);
for (let byte = 0; byte < 256; byte++) {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
  TABLE[byte] = crc;
}
for (let index = 256; index < SLICES * 256; index++) {
  const crc = entry(index - 256);
  TABLE[index] = (crc >>> 8) ^ entry(crc & 255);
}

/** Continues the checksum `crc` (0 at the start) over `data`. */
export function crc32c(data: Uint8Array, crc: number): number {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  let state = ~crc;
  let position = 0;
  for (const end = data.length - 7; position < end; position += 8) {
    const low = state ^ view.getInt32(position, true);
    const high = view.getInt32(position + 4, true);
    state = entry(1792 + (low & 255)) ^ entry(1536 + ((low >>> 8) & 255));
    state ^= entry(1280 + ((low >>> 16) & 255)) ^ entry(1024 + (low >>> 24));
    state ^= entry(768 + (high & 255)) ^ entry(512 + ((high >>> 8) & 255));
    state ^= entry(256 + ((high >>> 16) & 255)) ^ entry(high >>> 24);
  }
  for (; position < data.length; position++) {
    state = (state >>> 8) ^ entry((state ^ view.getUint8(position)) & 255);
  }
  return ~state >>> 0;
}

/** The table has an entry for every index that is asked for; `| 0` tells the engine that it is an integer. */
function entry(index: number): number {
  return (TABLE[index] as number) | 0;
}
