/** What a request says about the digests of its body, and whether that is true. */
import { badChecksum, badContentMd5, invalidDigest, invalidRequest } from "../errors.ts";
import type { StoredChecksum } from "../keyspaces.ts";
import { CHECKSUM_ALGORITHMS, CHECKSUM_BYTES, isChecksumAlgorithm } from "./checksum.ts";
import type { ChecksumAlgorithmName } from "./checksum.ts";

/** The members with which requests and answers carry checksums. */
export interface ChecksumMembers {
  readonly ChecksumCRC32?: string | undefined;
  readonly ChecksumCRC32C?: string | undefined;
  readonly ChecksumCRC64NVME?: string | undefined;
  readonly ChecksumSHA1?: string | undefined;
  readonly ChecksumSHA256?: string | undefined;
}

/** The names of those members, for lists of what is honoured. */
export const CHECKSUM_MEMBERS = [
  "ChecksumCRC32",
  "ChecksumCRC32C",
  "ChecksumCRC64NVME",
  "ChecksumSHA1",
  "ChecksumSHA256",
] as const;

/** A checksum that a client says its body has. */
export interface ClaimedChecksum {
  readonly algorithm: ChecksumAlgorithmName;
  /** In base64. */
  readonly value: string;
}

/** The one checksum of a request, or none. @throws InvalidRequest for several, or one that cannot be right */
export function claimedChecksum(input: ChecksumMembers): ClaimedChecksum | undefined {
  const claims: ClaimedChecksum[] = [];
  for (const algorithm of CHECKSUM_ALGORITHMS) {
    const value = input[`Checksum${algorithm}`];
    if (value !== undefined) claims.push({ algorithm, value });
  }
  if (claims.length > 1) {
    throw invalidRequest("Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.");
  }
  const claim = claims[0];
  if (claim !== undefined) checkForm(claim);
  return claim;
}

/** The claim that a trailer behind the body makes, from its name and value. */
export function claimOfTrailer(name: string, value: string): ClaimedChecksum {
  const algorithm = algorithmOfHeader(name);
  if (algorithm === undefined) throw unsupportedAlgorithm();
  const claim = { algorithm, value };
  checkForm(claim);
  return claim;
}

/** The algorithm of a header such as `x-amz-checksum-crc32`. */
export function algorithmOfHeader(name: string): ChecksumAlgorithmName | undefined {
  const algorithm = name
    .toLowerCase()
    .replace(/^x-amz-checksum-/, "")
    .toUpperCase();
  return isChecksumAlgorithm(algorithm) ? algorithm : undefined;
}

/** @throws InvalidRequest for an algorithm that is not computed here */
export function requestedAlgorithm(name: string | undefined): ChecksumAlgorithmName | undefined {
  if (name === undefined || isChecksumAlgorithm(name)) return name;
  throw unsupportedAlgorithm();
}

/** The MD5 that a request says its body has, in hexadecimal. @throws InvalidDigest */
export function claimedMd5(contentMd5: string | undefined): string | undefined {
  if (contentMd5 === undefined) return undefined;
  const digest = Buffer.from(contentMd5, "base64");
  if (digest.length !== 16 || digest.toString("base64") !== contentMd5) throw invalidDigest(contentMd5);
  return digest.toString("hex");
}

/** @throws BadDigest when the body is not what was claimed */
export function verifyMd5(claimedHex: string | undefined, calculatedHex: string): void {
  if (claimedHex === undefined || claimedHex === calculatedHex) return;
  throw badContentMd5(claimedHex, Buffer.from(calculatedHex, "hex").toString("base64"));
}

/** @throws BadDigest when the body is not what was claimed */
export function verifyChecksum(claim: ClaimedChecksum | undefined, calculated: string): void {
  if (claim !== undefined && claim.value !== calculated) throw badChecksum(claim.algorithm);
}

/** The members that show a stored checksum. */
export function checksumMembers(checksum: StoredChecksum): ChecksumMembers {
  return { [`Checksum${checksum.algorithm}`]: checksum.value };
}

function checkForm({ algorithm, value }: ClaimedChecksum): void {
  const digest = Buffer.from(value, "base64");
  if (digest.length === CHECKSUM_BYTES[algorithm] && digest.toString("base64") === value) return;
  throw invalidRequest(`Value for x-amz-checksum-${algorithm.toLowerCase()} header is invalid.`);
}

function unsupportedAlgorithm(): Error {
  return invalidRequest(
    "Checksum algorithm provided is unsupported. Please try again with any of the valid types: " +
      `[${CHECKSUM_ALGORITHMS.join(", ")}]`,
  );
}
