/** CRC-64/NVME, eight bytes at a time, its 64 bits in two halves: numbers are many times faster than bigints here. */

const POLYNOMIAL_HIGH = 0x9a6c9329;
const POLYNOMIAL_LOW = 0xac4bc9b5;
const SLICES = 8;

/** The checksum of `byte` followed by `slice` zero bytes is at `slice * 256 + byte`. */
const HIGHS = new Int32Array(SLICES * 256);
const LOWS = new Int32Array(SLICES * 256);
for (let byte = 0; byte < 256; byte++) {
  let high = 0;
  let low = byte;
  for (let bit = 0; bit < 8; bit++) {
    const carry = low & 1;
    low = (low >>> 1) | (high << 31);
    high >>>= 1;
    if (carry) {
      high ^= POLYNOMIAL_HIGH;
      low ^= POLYNOMIAL_LOW;
    }
  }
  HIGHS[byte] = high;
  LOWS[byte] = low;
}
for (let index = 256; index < SLICES * 256; index++) {
  const high = HIGHS[index - 256] ?? 0;
  const low = LOWS[index - 256] ?? 0;
  HIGHS[index] = (high >>> 8) ^ (HIGHS[low & 255] ?? 0);
  LOWS[index] = ((low >>> 8) | (high << 24)) ^ (LOWS[low & 255] ?? 0);
}

/** A checksum under way. */
export class Crc64Nvme {
  #high = -1;
  #low = -1;

  update(data: Uint8Array): void {
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    let high = this.#high;
    let low = this.#low;
    let position = 0;
    for (const end = data.length - 7; position < end; position += 8) {
      const first = low ^ view.getInt32(position, true);
      const second = high ^ view.getInt32(position + 4, true);
      const i7 = 1792 + (first & 255);
      const i6 = 1536 + ((first >>> 8) & 255);
      const i5 = 1280 + ((first >>> 16) & 255);
      const i4 = 1024 + (first >>> 24);
      const i3 = 768 + (second & 255);
      const i2 = 512 + ((second >>> 8) & 255);
      const i1 = 256 + ((second >>> 16) & 255);
      const i0 = second >>> 24;
      high = entry(HIGHS, i7) ^ entry(HIGHS, i6) ^ entry(HIGHS, i5) ^ entry(HIGHS, i4);
      high ^= entry(HIGHS, i3) ^ entry(HIGHS, i2) ^ entry(HIGHS, i1) ^ entry(HIGHS, i0);
      low = entry(LOWS, i7) ^ entry(LOWS, i6) ^ entry(LOWS, i5) ^ entry(LOWS, i4);
      low ^= entry(LOWS, i3) ^ entry(LOWS, i2) ^ entry(LOWS, i1) ^ entry(LOWS, i0);
    }
    for (; position < data.length; position++) {
      const index = (low ^ view.getUint8(position)) & 255;
      low = ((low >>> 8) | (high << 24)) ^ entry(LOWS, index);
      high = (high >>> 8) ^ entry(HIGHS, index);
    }
    this.#high = high;
    this.#low = low;
  }

  /** The checksum so far, most significant byte first. */
  digest(): Buffer {
    const result = Buffer.alloc(8);
    result.writeInt32BE(~this.#high, 0);
    result.writeInt32BE(~this.#low, 4);
    return result;
  }
}

/** The tables have an entry for every index that is asked for; `| 0` tells the engine that it is an integer. */
function entry(table: Int32Array, index: number): number {
  return (table[index] as number) | 0;
}
