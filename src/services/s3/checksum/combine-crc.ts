/** The CRC of a whole from the CRCs of its parts, without reading a byte of them again. */
import { invariant } from "../../../kernel/invariant.ts";
import type { ChecksumAlgorithmName } from "./checksum.ts";

/** The reflected polynomials, with their widths in bits. */
const CODES: Partial<Record<ChecksumAlgorithmName, { readonly polynomial: bigint; readonly width: bigint }>> = {
  CRC32: { polynomial: 0xedb88320n, width: 32n },
  CRC32C: { polynomial: 0x82f63b78n, width: 32n },
  CRC64NVME: { polynomial: 0x9a6c9329ac4bc9b5n, width: 64n },
};

/** A part of the whole: its checksum in base64 and its length. */
export interface CheckedPart {
  readonly value: string;
  readonly sizeBytes: number;
}

/**
 * The checksum of the parts' bytes one after the other, in base64. Appending `n` bytes to a message multiplies the
 * polynomial that its CRC is by x to the power of 8n, modulo the code's polynomial; the new bytes' own CRC is then added.
 */
export function combineCrc(algorithm: ChecksumAlgorithmName, parts: readonly CheckedPart[]): string {
  const code = CODES[algorithm];
  invariant(code !== undefined, "only CRCs are combined");
  const { polynomial, width } = code;
  const one = 1n << (width - 1n);
  // Parts of an upload mostly have one length, so each power is worked out once.
  const powers = new Map<number, bigint>();
  let whole = 0n;
  for (const part of parts) {
    let power = powers.get(part.sizeBytes);
    if (power === undefined) powers.set(part.sizeBytes, (power = powerOfX(BigInt(part.sizeBytes) * 8n)));
    whole = multiply(whole, power) ^ BigInt(`0x${Buffer.from(part.value, "base64").toString("hex")}`);
  }
  return Buffer.from(whole.toString(16).padStart(Number(width / 4n), "0"), "hex").toString("base64");

  /** Product of two polynomials whose highest bit is the coefficient of x to the power of 0. */
  function multiply(left: bigint, right: bigint): bigint {
    let product = 0n;
    let shifted = right;
    for (let bit = one; bit > 0n; bit >>= 1n) {
      if (left & bit) product ^= shifted;
      shifted = shifted & 1n ? (shifted >> 1n) ^ polynomial : shifted >> 1n;
    }
    return product;
  }

  function powerOfX(exponent: bigint): bigint {
    let result = one;
    let square = one >> 1n;
    for (let left = exponent; left > 0n; left >>= 1n) {
      if (left & 1n) result = multiply(result, square);
      square = multiply(square, square);
    }
    return result;
  }
}
