/** Blocks of IP addresses in CIDR notation, and whether an address lies in one. */
import { PatternRefusal } from "./pattern-refusal.ts";

export interface AddressBlock {
  readonly bytes: readonly number[];
  readonly maskBits: number;
}

/** Reads `a.b.c.d/n`, or the same of IPv6. @throws PatternRefusal */
export function parseAddressBlock(text: string): AddressBlock {
  const [address, mask, ...more] = text.split("/");
  if (address === undefined || mask === undefined || more.length > 0) {
    throw new PatternRefusal("Malformed CIDR, one '/' required");
  }
  if (!/^-?\d{1,9}$/.test(mask)) throw new PatternRefusal("Malformed CIDR, mask bits must be an integer");
  const bytes = addressBytes(address);
  if (bytes === undefined) throw new PatternRefusal(`Nonstandard IP address: ${address}`);
  const maskBits = Number(mask);
  if (maskBits < 0) throw new PatternRefusal("Malformed CIDR, mask bits must not be negative");
  if (maskBits > bytes.length * 8) {
    throw new PatternRefusal(`Malformed CIDR, mask bits must be < ${bytes.length * 8 + 1}`);
  }
  return { bytes, maskBits };
}

export function blockContains(block: AddressBlock, address: string): boolean {
  const bytes = addressBytes(address);
  if (bytes === undefined || bytes.length !== block.bytes.length) return false;
  return bytes.every((byte, index) => {
    const bits = Math.min(8, Math.max(0, block.maskBits - index * 8));
    const mask = (0xff << (8 - bits)) & 0xff;
    return (byte & mask) === ((block.bytes[index] ?? 0) & mask);
  });
}

/** An IPv6 address whose last part is written as IPv4; a longer text is no address, and not worth taking apart. */
const ADDRESS_CHARACTERS_MAX = 45;
const IPV4_BYTES = 4;
const IPV6_BYTES = 16;

/** The bytes of an address, 4 or 16; undefined for what is none. */
function addressBytes(address: string): readonly number[] | undefined {
  if (address.length > ADDRESS_CHARACTERS_MAX) return undefined;
  if (!address.includes(":")) return ipv4Bytes(address);
  const [head = "", tail, ...more] = address.split("::");
  const before = groupBytes(head);
  if (before === undefined || more.length > 0) return undefined;
  if (tail === undefined) return before.length === IPV6_BYTES ? before : undefined;
  const after = groupBytes(tail);
  if (after === undefined || before.length + after.length >= IPV6_BYTES) return undefined;
  const zeros = Array.from({ length: IPV6_BYTES - before.length - after.length }, () => 0);
  return [...before, ...zeros, ...after];
}

function ipv4Bytes(address: string): readonly number[] | undefined {
  const parts = address.split(".");
  const isAddress = parts.length === IPV4_BYTES && parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part));
  const bytes = parts.map(Number);
  return isAddress && bytes.every((byte) => byte <= 255) ? bytes : undefined;
}

/** The bytes of colon-separated groups; the last of them may be an IPv4 address. */
function groupBytes(text: string): readonly number[] | undefined {
  if (text === "") return [];
  const bytes: number[] = [];
  const groups = text.split(":");
  for (const [index, group] of groups.entries()) {
    const embedded = index === groups.length - 1 && group.includes(".") ? ipv4Bytes(group) : undefined;
    if (embedded !== undefined) bytes.push(...embedded);
    else {
      if (!/^[0-9a-fA-F]{1,4}$/.test(group)) return undefined;
      const word = Number.parseInt(group, 16);
      bytes.push(word >> 8, word & 255);
    }
  }
  return bytes.length <= IPV6_BYTES ? bytes : undefined;
}
