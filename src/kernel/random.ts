/** Chance as an argument: seeded for tests and replays, the system's own otherwise. */
import { randomBytes } from "node:crypto";

/** A source of chance. Every component is given one; none asks the operating system. */
export interface Random {
  /** A whole number from 0 to 2^32 - 1. */
  uint32(): number;
}

/** A number from 0 (included) to 1 (excluded). */
export function fraction(random: Random): number {
  return random.uint32() / 2 ** 32;
}

/** `length` random bytes. */
export function bytes(random: Random, length: number): Uint8Array {
  const result = new Uint8Array(length);
  for (let index = 0; index < length; index += 4) {
    const word = random.uint32();
    for (let offset = 0; offset < 4 && index + offset < length; offset++) {
      result[index + offset] = (word >>> (8 * offset)) & 0xff;
    }
  }
  return result;
}

const DIGITS = Buffer.from("0123456789abcdef");
/** Where each UUID is written before it becomes a text in one step: pieces of text would each be garbage. */
const UUID = Buffer.from("________-____-____-____-____________");

/** A version 4 UUID in its usual 36-character form. */
export function uuid(random: Random): string {
  const first = random.uint32();
  const second = (random.uint32() & 0xffff0fff) | 0x4000;
  const third = (random.uint32() & 0x3fffffff) | 0x80000000;
  const fourth = random.uint32();
  writeHex(first >>> 16, 0);
  writeHex(first, 4);
  writeHex(second >>> 16, 9);
  writeHex(second, 14);
  writeHex(third >>> 16, 19);
  writeHex(third, 24);
  writeHex(fourth >>> 16, 28);
  writeHex(fourth, 32);
  return UUID.toString("latin1");
}

/** The low sixteen bits. */
function writeHex(word: number, start: number): void {
  UUID[start] = digit(word >>> 12);
  UUID[start + 1] = digit(word >>> 8);
  UUID[start + 2] = digit(word >>> 4);
  UUID[start + 3] = digit(word);
}

function digit(bits: number): number {
  return DIGITS[bits & 0xf] ?? 0;
}

/** `length` characters drawn from `alphabet`. */
export function text(random: Random, length: number, alphabet: string): string {
  let result = "";
  for (let index = 0; index < length; index++) result += alphabet[random.uint32() % alphabet.length];
  return result;
}

/** The same sequence for the same seed, on every machine: xoshiro128** over a splitmix32 expansion of the seed. */
export function seededRandom(seed: number): Random {
  let expansion = seed >>> 0;
  const expand = (): number => {
    expansion = (expansion + 0x9e3779b9) >>> 0;
    let word = expansion;
    word = Math.imul(word ^ (word >>> 16), 0x21f0aaad);
    word = Math.imul(word ^ (word >>> 15), 0x735a2d97);
    return (word ^ (word >>> 15)) >>> 0;
  };
  let [a, b, c, d] = [expand(), expand(), expand(), expand()];
  const rotate = (word: number, by: number): number => ((word << by) | (word >>> (32 - by))) >>> 0;
  return {
    uint32() {
      const result = Math.imul(rotate(Math.imul(b, 5) >>> 0, 7), 9) >>> 0;
      const shifted = (b << 9) >>> 0;
      c = (c ^ a) >>> 0;
      d = (d ^ b) >>> 0;
      b = (b ^ c) >>> 0;
      a = (a ^ d) >>> 0;
      c = (c ^ shifted) >>> 0;
      d = rotate(d, 11);
      return result;
    },
  };
}

/** How many bytes are asked of the system at a time: one call for a thousand words, since a call costs more than the bytes. */
const POOL_BYTES = 4096;

/** Unpredictable chance from the system, for ids and secrets of a server that runs for real. */
export function systemRandom(): Random {
  let pool = Buffer.alloc(0);
  let offset = 0;
  return {
    uint32() {
      if (offset >= pool.length) {
        pool = randomBytes(POOL_BYTES);
        offset = 0;
      }
      const word = pool.readUInt32LE(offset);
      offset += 4;
      return word;
    },
  };
}
