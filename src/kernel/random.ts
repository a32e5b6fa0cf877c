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

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

function hexWord(word: number): string {
  return `${HEX[word >>> 24]}${HEX[(word >>> 16) & 255]}${HEX[(word >>> 8) & 255]}${HEX[word & 255]}`;
}

/** A version 4 UUID in its usual 36-character form. */
export function uuid(random: Random): string {
  const first = hexWord(random.uint32());
  const second = hexWord(((random.uint32() & 0xffff0fff) | 0x4000) >>> 0);
  const third = hexWord(((random.uint32() & 0x3fffffff) | 0x80000000) >>> 0);
  const fourth = hexWord(random.uint32());
  return `${first}-${second.slice(0, 4)}-${second.slice(4)}-${third.slice(0, 4)}-${third.slice(4)}${fourth}`;
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
