/** Checksums against published check values, and their arithmetic against the checksums of the whole. */
import { describe, expect, it } from "vitest";
import { CHECKSUM_ALGORITHMS, checksumHasher, compositeChecksum } from "./checksum.ts";
import type { ChecksumAlgorithmName } from "./checksum.ts";
import { combineCrc } from "./combine-crc.ts";

function checksum(algorithm: ChecksumAlgorithmName, ...pieces: Uint8Array[]): Buffer {
  const hasher = checksumHasher(algorithm);
  for (const piece of pieces) hasher.update(piece);
  return hasher.digest();
}

/** Bytes without a short period. */
const LONG = Buffer.from(Array.from({ length: 100_003 }, (_, index) => (index * index + (index >> 7)) & 255));

describe("checksums", () => {
  it.each([
    ["CRC32", "cbf43926"],
    ["CRC32C", "e3069283"],
    ["CRC64NVME", "ae8b14860a799888"],
  ] as const)("%s of 123456789 is the check value of the code", (algorithm, expected) => {
    expect(checksum(algorithm, Buffer.from("123456789")).toString("hex")).toBe(expected);
  });

  it("gives CRC64NVME of abcdef as AWS does", () => {
    expect(checksum("CRC64NVME", Buffer.from("abcdef")).toString("base64")).toBe("Pact6XRTYyA=");
  });

  it.each(CHECKSUM_ALGORITHMS)("%s does not depend on where the pieces were cut", (algorithm) => {
    const whole = checksum(algorithm, LONG);
    expect(checksum(algorithm, LONG.subarray(0, 13), LONG.subarray(13, 4001), LONG.subarray(4001))).toEqual(whole);
  });

  it.each(["CRC32", "CRC32C", "CRC64NVME"] as const)("%s of the whole is combined from those of parts", (algorithm) => {
    const parts = [LONG.subarray(0, 30_000), LONG.subarray(30_000, 60_000), LONG.subarray(60_000), Buffer.alloc(0)];
    const checked = parts.map((part) => ({
      value: checksum(algorithm, part).toString("base64"),
      sizeBytes: part.length,
    }));
    expect(combineCrc(algorithm, checked)).toBe(checksum(algorithm, LONG).toString("base64"));
  });

  it("makes a composite checksum as AWS does", () => {
    expect(compositeChecksum("CRC32", ["NRU+Sw==", "NRU+Sw==", "TBHN8A=="])).toBe("5FRUiw==-3");
  });
});
