/** The checksum algorithms of S3 and the arithmetic on their values. */
import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { crc32c } from "./crc32c.ts";
import { Crc64Nvme } from "./crc64nvme.ts";

/** The algorithms that are computed and verified. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html */
export const CHECKSUM_ALGORITHMS = ["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"] as const;
export type ChecksumAlgorithmName = (typeof CHECKSUM_ALGORITHMS)[number];
export type ChecksumTypeName = "FULL_OBJECT" | "COMPOSITE";

/** What S3 computes by itself when nobody asks for a checksum. */
export const DEFAULT_CHECKSUM_ALGORITHM: ChecksumAlgorithmName = "CRC64NVME";

/** A digest under way. */
export interface Hasher {
  update(data: Uint8Array): unknown;
  digest(): Buffer;
}

/** How many bytes a checksum has. */
export const CHECKSUM_BYTES: Readonly<Record<ChecksumAlgorithmName, number>> = {
  CRC32: 4,
  CRC32C: 4,
  CRC64NVME: 8,
  SHA1: 20,
  SHA256: 32,
};

export function isChecksumAlgorithm(name: string): name is ChecksumAlgorithmName {
  return CHECKSUM_ALGORITHMS.some((algorithm) => algorithm === name);
}

export function checksumHasher(algorithm: ChecksumAlgorithmName): Hasher {
  switch (algorithm) {
    case "CRC32":
      return new Crc32(crc32);
    case "CRC32C":
      return new Crc32(crc32c);
    case "CRC64NVME":
      return new Crc64Nvme();
    case "SHA1":
      return createHash("sha1");
    case "SHA256":
      return createHash("sha256");
  }
}

/** The checksum of the concatenated checksums of the parts, with `-N`. */
export function compositeChecksum(algorithm: ChecksumAlgorithmName, partValues: readonly string[]): string {
  const hasher = checksumHasher(algorithm);
  for (const value of partValues) hasher.update(Buffer.from(value, "base64"));
  return `${hasher.digest().toString("base64")}-${partValues.length}`;
}

class Crc32 implements Hasher {
  #crc = 0;
  readonly #step: (data: Uint8Array, crc: number) => number;

  constructor(step: (data: Uint8Array, crc: number) => number) {
    this.#step = step;
  }

  update(data: Uint8Array): void {
    this.#crc = this.#step(data, this.#crc);
  }

  digest(): Buffer {
    const result = Buffer.alloc(4);
    result.writeUInt32BE(this.#crc >>> 0);
    return result;
  }
}
