/** The keyed hashes of SigV4: derived signing keys, remembered, and HMAC-SHA256 over saved pads. */
import { createHash, createHmac, hash } from "node:crypto";
import { SIGNING_KEYS_MAX } from "./limits.ts";

/** What a signing key is derived for. */
export interface SigningScope {
  /** `yyyymmdd`. */
  readonly date: string;
  readonly region: string;
  readonly service: string;
}

/** A key that signs. */
export interface SigningKey {
  /** Lower-case hexadecimal HMAC-SHA256 of `text`. */
  sign(text: string): string;
}

const keys = new Map<string, SigningKey>();

/** The signing key of `secretAccessKey` for one day, region and service. */
export function signingKey(secretAccessKey: string, { date, region, service }: SigningScope): SigningKey {
  const name = `${secretAccessKey}\n${date}\n${region}\n${service}`;
  const known = keys.get(name);
  if (known !== undefined) return known;
  const dateKey = hmac(`AWS4${secretAccessKey}`, date);
  const key = keyOf(hmac(hmac(hmac(dateKey, region), service), "aws4_request"));
  // The oldest goes first; a scope ends with its day.
  if (keys.size >= SIGNING_KEYS_MAX) {
    for (const oldest of keys.keys()) {
      keys.delete(oldest);
      break;
    }
  }
  keys.set(name, key);
  return key;
}

/** Lower-case hexadecimal SHA-256. */
export function sha256Hex(data: string | Uint8Array): string {
  return hasOneShotHash ? hash("sha256", data, "hex") : createHash("sha256").update(data).digest("hex");
}

// Node.js 20.12 and 21.7 brought `hash`; it is several times faster than a hash object, and on Node.js 24 a pair of
// them is about five times faster than createHmac.
const hasOneShotHash = typeof hash === "function";
const BLOCK_BYTES = 64;
const DIGEST_BYTES = 32;

function hmac(key: string | Uint8Array, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}

function keyOf(key: Uint8Array): SigningKey {
  if (!hasOneShotHash) return { sign: (text) => createHmac("sha256", key).update(text).digest("hex") };
  const inner = Buffer.alloc(BLOCK_BYTES, 0x36);
  const outer = Buffer.alloc(BLOCK_BYTES + DIGEST_BYTES, 0x5c);
  for (let index = 0; index < key.length; index++) {
    inner[index] = (key[index] ?? 0) ^ 0x36;
    outer[index] = (key[index] ?? 0) ^ 0x5c;
  }
  return {
    sign(text) {
      const message = Buffer.allocUnsafe(BLOCK_BYTES + Buffer.byteLength(text));
      inner.copy(message);
      message.write(text, BLOCK_BYTES);
      // Asking for text and reading it back is three times faster than asking for a buffer.
      outer.write(hash("sha256", message, "hex"), BLOCK_BYTES, "hex");
      return hash("sha256", outer, "hex");
    },
  };
}
