/** Access key ids carry their account, as AWS's own do: base32 of 80 bits, of which the first carry the account number. */
import { bytes } from "./random.ts";
import type { Random } from "./random.ts";

const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const ENCODED_LENGTH = 16;
const ACCOUNT_BITS = 40n;
const RANDOM_BITS = 39n;

/**
 * A new key id: `prefix` (`AKIA` for users' keys, `ASIA` for temporary ones) and 16 characters of base32. The account
 * takes 40 bits after one bit that is always set, chance the rest.
 */
export function newAccessKeyId(prefix: "AKIA" | "ASIA", account: string, random: Random): string {
  let chance = 0n;
  for (const byte of bytes(random, 5)) chance = (chance << 8n) | BigInt(byte);
  let rest = (((1n << ACCOUNT_BITS) | BigInt(account)) << RANDOM_BITS) | (chance & ((1n << RANDOM_BITS) - 1n));
  let encoded = "";
  for (let index = 0; index < ENCODED_LENGTH; index++) {
    encoded = `${BASE32[Number(rest & 31n)]}${encoded}`;
    rest >>= 5n;
  }
  return prefix + encoded;
}

/** The account that a key id carries, or undefined when the id is not made this way. */
export function accountOfAccessKeyId(accessKeyId: string): string | undefined {
  const encoded = accessKeyId.slice(4);
  if (encoded.length !== ENCODED_LENGTH || !/^[A-Z2-7]+$/.test(encoded)) return undefined;
  let value = 0n;
  for (const character of encoded) value = (value << 5n) | BigInt(BASE32.indexOf(character));
  const account = (value >> RANDOM_BITS) & ((1n << ACCOUNT_BITS) - 1n);
  return String(account).padStart(12, "0");
}
