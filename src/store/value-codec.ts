/** How the values of a keyspace become bytes and come back. */
import { deserialize, serialize } from "node:v8";
import { Encoder } from "cbor-x";
import { frozen, remembered } from "../kernel/remembered.ts";
import { SHARED_ROW_BYTES_MAX, SHARED_ROWS_MAX } from "./limits.ts";

/** Writes values of one kind as bytes, and reads them. */
export interface ValueCodec<T> {
  encode(value: T): Uint8Array;
  /** @throws when `bytes` is no such value: the row is damaged */
  decode(bytes: Uint8Array): T;
}

/**
 * Maps instead of cbor-x's own record extension: its table of structures would be one more thing to store, sync and
 * lose, and without the table each row would carry and compile its own. Uint8Array goes in as a plain byte string, and
 * comes out as a copy, because what is decoded may be what the store holds.
 */
const encoder = new Encoder({ useRecords: false, mapsAsObjects: true, tagUint8Array: false, copyBuffers: true });

/**
 * cbor-x renames a field of this name, which users can choose where they name things. Values that contain it anywhere
 * are written in V8's own form, which starts with a byte that CBOR never starts with.
 */
const RENAMED_FIELD = Buffer.from("__proto__");
const V8_FORM = 0xff;

/**
 * Plain data as CBOR: objects, arrays, strings, numbers, booleans, null, undefined, bigint and Uint8Array.
 * Each read makes a new value, so that what a caller does to it reaches nobody else.
 */
export function record<T>(): ValueCodec<T> {
  return {
    encode(value) {
      const bytes = encoder.encode(value);
      return bytes.includes(RENAMED_FIELD) ? serialize(value) : bytes;
    },
    // The bytes were written by `encode` under the same keyspace, and their checksum held: they are a T.
    decode: (bytes) => (bytes[0] === V8_FORM ? deserialize(Uint8Array.from(bytes)) : encoder.decode(bytes)) as T,
  };
}

/**
 * The same for rows that are read far more often than they are written. A value is read once from the same bytes and
 * shared by all who read them again, so that nobody can change it: a large row's for as long as those very bytes are
 * kept, a small one's while equal bytes are among those that were read last. It has no Uint8Array in it, which cannot be
 * frozen.
 * @param keep gives what is kept of a value that was read: an equal one, whose texts may be shared with others
 */
export function sharedRecord<T>(keep: (value: T) => T = (value) => value): ValueCodec<T> {
  const { encode, decode } = record<T>();
  const read = (bytes: Uint8Array): { readonly value: T } => ({ value: frozen(keep(decode(bytes))) });
  const readText = remembered((text) => read(Buffer.from(text, "latin1")), SHARED_ROWS_MAX);
  const known = new WeakMap<Uint8Array, { readonly value: T }>();
  return {
    encode,
    decode(bytes) {
      // An engine on disk gives other bytes each time. To look up what they say takes a tenth of reading it.
      if (bytes.length <= SHARED_ROW_BYTES_MAX) return readText(textOf(bytes)).value;
      const found = known.get(bytes) ?? read(bytes);
      known.set(bytes, found);
      return found.value;
    },
  };
}

function textOf({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString("latin1");
}

/** Bytes as they are. */
export const raw: ValueCodec<Uint8Array> = {
  encode: (value) => value,
  decode: (bytes) => bytes,
};

const NOTHING = new Uint8Array(0);

/** No value: for rows of which the key says everything, such as those of an index. */
export const nothing: ValueCodec<null> = {
  encode: () => NOTHING,
  decode: () => null,
};
