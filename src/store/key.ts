/** The ordered key encoding: typed parts in, a `Key` out whose byte order is the order of the parts, and back again. */
import { InvariantViolation, invariant } from "../kernel/invariant.ts";
import { MAXIMUM_KEY_BYTES } from "./limits.ts";
import type { Key } from "./store.ts";

/** Where the decoding of a key has come to. */
export interface KeyReader {
  readonly key: Key;
  position: number;
}

/** One part of a key: how values of it are written so that their bytes order as they do, and how they are read back. */
export interface KeyPart<T> {
  encode(value: T): Key;
  decode(reader: KeyReader): T;
}

/** A NUL ends a text. One inside a text is followed by this byte, which UTF-8 never uses, so that it sorts after the end. */
const END = "\0";
const ESCAPED_NUL = "\0\xff";
const ESCAPE_CODE = 0xff;

const NUMBER_BYTES = 8;
const WORD = 2 ** 32;

// oxlint-disable no-control-regex -- keys are bytes, and NUL is the one with a meaning
const PLAIN_TEXT = /^[\x01-\x7f]*$/;
const ASCII = /^[\x00-\x7f]*$/;
const NULS = /\0/g;
const ESCAPED_NULS = /\0\xff/g;
// oxlint-enable no-control-regex
const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * Text of any length, ordered by its UTF-8 bytes, which is the order in which S3 lists keys. A text sorts before every
 * longer one that it begins.
 */
export const text: KeyPart<string> = {
  encode: (value) => encodeTextStart(value) + END,
  decode(reader) {
    const { key } = reader;
    const start = reader.position;
    let end = key.indexOf(END, start);
    while (end >= 0 && key.charCodeAt(end + 1) === ESCAPE_CODE) end = key.indexOf(END, end + 2);
    invariant(end >= 0, "a text in a key ends with a NUL");
    reader.position = end + 1;
    const encoded = key.slice(start, end);
    if (PLAIN_TEXT.test(encoded)) return encoded;
    const bytes = encoded.replace(ESCAPED_NULS, "\0");
    return ASCII.test(bytes) ? bytes : Buffer.from(bytes, "latin1").toString("utf8");
  },
};

/** A safe integer from 0 up, as eight bytes with the most significant first: times, sequence numbers, versions. */
export const number: KeyPart<number> = {
  encode(value) {
    invariant(Number.isSafeInteger(value) && value >= 0, "a number in a key is a safe integer from 0 up");
    const high = Math.floor(value / WORD);
    const low = value >>> 0;
    return String.fromCharCode(
      high >>> 24,
      (high >>> 16) & 255,
      (high >>> 8) & 255,
      high & 255,
      low >>> 24,
      (low >>> 16) & 255,
      (low >>> 8) & 255,
      low & 255,
    );
  },
  decode(reader) {
    const { key, position } = reader;
    invariant(position + NUMBER_BYTES <= key.length, "a number in a key has eight bytes");
    reader.position = position + NUMBER_BYTES;
    return wordAt(key, position) * WORD + wordAt(key, position + 4);
  },
};

/** @throws InvariantViolation for a key that engines cannot keep; the sentence is made only then, as keys are many */
export function checkKey(key: Key): void {
  if (key.length > 0 && key.length <= MAXIMUM_KEY_BYTES) return;
  throw new InvariantViolation(`a key has from 1 to ${MAXIMUM_KEY_BYTES} bytes; one of ${key.length} was given`);
}

/** The bytes with which every text that starts with `value` starts: `text` without its end, for ranges by prefix. */
export function encodeTextStart(value: string): Key {
  if (PLAIN_TEXT.test(value)) return value;
  invariant(!LONE_SURROGATE.test(value), "a text in a key is well-formed Unicode");
  const bytes = ASCII.test(value) ? value : Buffer.from(value, "utf8").toString("latin1");
  return bytes.replace(NULS, ESCAPED_NUL);
}

/** The first key after all those that start with `prefix`, which has a byte other than 0xff. */
export function successor(prefix: Key): Key {
  let length = prefix.length;
  while (length > 0 && prefix.charCodeAt(length - 1) === 0xff) length--;
  invariant(length > 0, "a prefix that has a successor has a byte below 0xff");
  return prefix.slice(0, length - 1) + String.fromCharCode(prefix.charCodeAt(length - 1) + 1);
}

/** A key as a person can read it, for messages: printable ASCII as it is, the other bytes in hexadecimal. */
export function printableKey(key: Key): string {
  return key.replace(/[^\x21-\x7e]|\\/g, (byte) => `\\x${byte.charCodeAt(0).toString(16).padStart(2, "0")}`);
}

function wordAt(key: Key, position: number): number {
  return (
    ((key.charCodeAt(position) << 24) |
      (key.charCodeAt(position + 1) << 16) |
      (key.charCodeAt(position + 2) << 8) |
      key.charCodeAt(position + 3)) >>>
    0
  );
}
