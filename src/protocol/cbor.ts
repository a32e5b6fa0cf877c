/** CBOR (RFC 8949) as far as rpc-v2-cbor needs it, read with bounds: every length is checked against what is there. */
import { DEPTH_MAX } from "./limits.ts";
import { malformed } from "./protocol.ts";
import { setEntry } from "./tree-codec.ts";

/** A tagged value, such as a timestamp: tag 1, seconds since the epoch. */
export class CborTag {
  readonly tag: number;
  readonly value: unknown;

  constructor(tag: number, value: unknown) {
    this.tag = tag;
    this.value = value;
  }
}

/** A number that is written as a 64-bit float even where it is whole. */
export class CborFloat {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }
}

/** The value in `bytes`; maps are objects, byte strings are Uint8Array. @throws ProtocolError when it is not CBOR */
export function decodeCbor(bytes: Uint8Array): unknown {
  const decoder = new Decoder(bytes);
  const value = decoder.item(0);
  decoder.end();
  return value;
}

/** The CBOR of a tree of objects, arrays, strings, numbers, booleans, null, Uint8Array, CborTag and CborFloat. */
export function encodeCbor(value: unknown): Uint8Array {
  const encoder = new Encoder();
  encoder.item(value);
  return encoder.finish();
}

const text = new TextDecoder("utf-8", { fatal: true });
const BREAK = Symbol("break");
const INDEFINITE = 31;

class Decoder {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #offset = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  end(): void {
    if (this.#offset !== this.#bytes.byteLength) throw malformed("The request body has bytes after its CBOR value");
  }

  item(depth: number): unknown {
    const value = this.#itemOrBreak(depth);
    if (value === BREAK) throw notCbor();
    return value;
  }

  #itemOrBreak(depth: number): unknown {
    if (depth > DEPTH_MAX) throw malformed(`the value is nested more than ${DEPTH_MAX} levels deep`);
    const head = this.#view.getUint8(this.#take(1));
    const major = head >> 5;
    const info = head & 31;
    if (major === 7) return this.#simple(info);
    if (info === INDEFINITE) return this.#indefinite(major, depth);
    const length = this.#argument(info);
    switch (major) {
      case 0:
        return length;
      case 1:
        return -1 - length;
      case 2:
        return this.#byteString(length);
      case 3:
        return this.#textString(length);
      case 4:
        return this.#array(length, depth);
      case 5:
        return this.#map(length, depth);
      default:
        return new CborTag(length, this.item(depth + 1));
    }
  }

  #take(count: number): number {
    const start = this.#offset;
    if (count > this.#bytes.byteLength - start) throw malformed("The CBOR value ends early");
    this.#offset = start + count;
    return start;
  }

  #argument(info: number): number {
    if (info < 24) return info;
    if (info === 24) return this.#view.getUint8(this.#take(1));
    if (info === 25) return this.#view.getUint16(this.#take(2));
    if (info === 26) return this.#view.getUint32(this.#take(4));
    // Longs are numbers on our side; what is beyond 2^53 loses its last digits, as it does in JSON.
    if (info === 27) return Number(this.#view.getBigUint64(this.#take(8)));
    throw notCbor();
  }

  #byteString(length: number): Uint8Array {
    const start = this.#take(length);
    // A copy, and no Buffer: a Buffer's slice would share the request's memory.
    return new Uint8Array(this.#bytes.subarray(start, start + length));
  }

  #textString(length: number): string {
    const start = this.#take(length);
    try {
      return text.decode(this.#bytes.subarray(start, start + length));
    } catch {
      // The decoder's only error: the bytes are no UTF-8.
      throw malformed("A CBOR text string is not valid UTF-8");
    }
  }

  #array(length: number, depth: number): unknown[] {
    // Each item takes a byte at least, so a length beyond the rest of the body is a lie.
    if (length > this.#bytes.byteLength - this.#offset) throw malformed("The CBOR value ends early");
    const items: unknown[] = [];
    for (let index = 0; index < length; index++) items.push(this.item(depth + 1));
    return items;
  }

  #map(length: number, depth: number): Record<string, unknown> {
    if (length > this.#bytes.byteLength - this.#offset) throw malformed("The CBOR value ends early");
    const map: Record<string, unknown> = {};
    for (let index = 0; index < length; index++) setEntry(map, this.#key(this.item(depth + 1)), this.item(depth + 1));
    return map;
  }

  #key(key: unknown): string {
    if (typeof key !== "string") throw malformed("A CBOR map has a key that is not a text string");
    return key;
  }

  #indefinite(major: number, depth: number): unknown {
    const items: unknown[] = [];
    for (let item = this.#itemOrBreak(depth + 1); item !== BREAK; item = this.#itemOrBreak(depth + 1)) items.push(item);
    if (major === 2 && items.every((item) => item instanceof Uint8Array)) return new Uint8Array(Buffer.concat(items));
    if (major === 3 && items.every((item) => typeof item === "string")) return items.join("");
    if (major === 4) return items;
    if (major !== 5 || items.length % 2 !== 0) throw notCbor();
    const map: Record<string, unknown> = {};
    for (let index = 0; index < items.length; index += 2) setEntry(map, this.#key(items[index]), items[index + 1]);
    return map;
  }

  #simple(info: number): unknown {
    switch (info) {
      case 20:
        return false;
      case 21:
        return true;
      case 22:
      case 23:
        return null;
      case 25:
        return halfFloat(this.#view.getUint16(this.#take(2)));
      case 26:
        return this.#view.getFloat32(this.#take(4));
      case 27:
        return this.#view.getFloat64(this.#take(8));
      case INDEFINITE:
        return BREAK;
      default:
        throw notCbor();
    }
  }
}

function notCbor() {
  return malformed("The request body is not valid CBOR");
}

function halfFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

class Encoder {
  #buffer = Buffer.allocUnsafe(512);
  #length = 0;

  finish(): Uint8Array {
    return this.#buffer.subarray(0, this.#length);
  }

  item(value: unknown): void {
    if (typeof value === "string") return this.#string(value);
    if (typeof value === "number") {
      return Number.isSafeInteger(value) && !Object.is(value, -0) ? this.#integer(value) : this.#float(value);
    }
    if (value === null || value === undefined) return this.#byte(0xf6);
    if (typeof value === "boolean") return this.#byte(value ? 0xf5 : 0xf4);
    if (value instanceof CborFloat) return this.#float(value.value);
    if (value instanceof Uint8Array) {
      this.#head(2, value.byteLength);
      const start = this.#reserve(value.byteLength);
      this.#buffer.set(value, start);
    } else if (value instanceof CborTag) {
      this.#head(6, value.tag);
      this.item(value.value);
    } else if (Array.isArray(value)) {
      this.#head(4, value.length);
      for (const each of value) this.item(each);
    } else {
      const entries = Object.entries(value);
      this.#head(5, entries.length);
      for (const [key, each] of entries) {
        this.#string(key);
        this.item(each);
      }
    }
  }

  #reserve(count: number): number {
    const start = this.#length;
    this.#length += count;
    if (this.#length > this.#buffer.length) {
      const larger = Buffer.allocUnsafe(Math.max(this.#length, this.#buffer.length * 2));
      this.#buffer.copy(larger, 0, 0, start);
      this.#buffer = larger;
    }
    return start;
  }

  #byte(byte: number): void {
    // Reserving may replace the buffer, so it comes before the buffer is read.
    const start = this.#reserve(1);
    this.#buffer[start] = byte;
  }

  #head(major: number, argument: number): void {
    const type = major << 5;
    if (argument < 24) {
      this.#byte(type | argument);
    } else if (argument < 0x100) {
      // The shortest form each time: some decoders take a key in a longer one for another key.
      const start = this.#reserve(2);
      this.#buffer[start] = type | 24;
      this.#buffer[start + 1] = argument;
    } else if (argument < 0x1_0000) {
      const start = this.#reserve(3);
      this.#buffer[start] = type | 25;
      this.#buffer.writeUInt16BE(argument, start + 1);
    } else if (argument < 0x1_0000_0000) {
      const start = this.#reserve(5);
      this.#buffer[start] = type | 26;
      this.#buffer.writeUInt32BE(argument, start + 1);
    } else {
      const start = this.#reserve(9);
      this.#buffer[start] = type | 27;
      this.#buffer.writeBigUInt64BE(BigInt(argument), start + 1);
    }
  }

  #integer(value: number): void {
    if (value < 0) this.#head(1, -1 - value);
    else this.#head(0, value);
  }

  #float(value: number): void {
    const start = this.#reserve(9);
    this.#buffer[start] = 0xfb;
    this.#buffer.writeDoubleBE(value, start + 1);
  }

  #string(value: string): void {
    const length = Buffer.byteLength(value);
    this.#head(3, length);
    const start = this.#reserve(length);
    this.#buffer.write(value, start);
  }
}
