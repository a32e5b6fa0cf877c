/** Completing an upload: the list of parts against what was uploaded, and the object that they make. */
import { createHash } from "node:crypto";
import type { CompleteMultipartUploadRequest, CompletedPart } from "../../../schema/generated/s3.ts";
import { compositeChecksum } from "../checksum/checksum.ts";
import { claimedChecksum } from "../checksum/claimed-checksum.ts";
import { combineCrc } from "../checksum/combine-crc.ts";
import {
  badChecksum,
  badPartChecksum,
  entityTooSmall,
  invalidPart,
  invalidPartOrder,
  invalidRequest,
  malformedXml,
} from "../errors.ts";
import type { PartRecord, StoredChecksum, UploadRecord } from "../keyspaces.ts";
import { PART_MINIMUM_BYTES, PART_NUMBER_MAXIMUM } from "../limits.ts";
import { bareTag } from "../object/conditions.ts";

/** A part that was named and found. */
export interface ChosenPart {
  readonly partNumber: number;
  readonly record: PartRecord;
}

/** @throws InvalidPart, InvalidPartOrder, EntityTooSmall, InvalidRequest, BadDigest */
export function chooseParts(
  input: Pick<CompleteMultipartUploadRequest, "MultipartUpload" | "UploadId">,
  upload: UploadRecord,
  partOf: (partNumber: number) => PartRecord | undefined,
): readonly ChosenPart[] {
  const named = input.MultipartUpload?.Parts ?? [];
  if (named.length === 0) throw invalidRequest("You must specify at least one part");
  if (named.length > PART_NUMBER_MAXIMUM) throw malformedXml();
  const chosen: ChosenPart[] = [];
  let previous = 0;
  for (const each of named) {
    const { PartNumber: partNumber, ETag: etag } = each;
    if (partNumber === undefined || etag === undefined) throw malformedXml();
    if (partNumber <= previous) throw invalidPartOrder(input.UploadId);
    previous = partNumber;
    const record = partNumber > PART_NUMBER_MAXIMUM ? undefined : partOf(partNumber);
    if (record === undefined || record.etag !== bareTag(etag)) {
      throw invalidPart({ etag: bareTag(etag), partNumber, uploadId: input.UploadId });
    }
    checkPartChecksum(each, { partNumber, record }, { upload, uploadId: input.UploadId });
    chosen.push({ partNumber, record });
  }
  checkSizes(chosen);
  checkConsecutive(named);
  return chosen;
}

/** The entity tag of a multipart object: the MD5 of its parts' MD5s, and their number. */
export function multipartTag(chosen: readonly ChosenPart[]): string {
  const hash = createHash("md5");
  for (const { record } of chosen) hash.update(Buffer.from(record.etag, "hex"));
  return `${hash.digest("hex")}-${chosen.length}`;
}

/** The checksum of the whole, which must be the one that the request gives, if it gives one. @throws BadDigest */
export function wholeChecksum(
  input: CompleteMultipartUploadRequest,
  upload: UploadRecord,
  chosen: readonly ChosenPart[],
): StoredChecksum {
  const { checksumAlgorithm: algorithm = "CRC64NVME", checksumType: type = "FULL_OBJECT" } = upload;
  if (input.ChecksumType !== undefined && input.ChecksumType !== type) {
    throw invalidRequest(
      `The upload was created using the ${upload.checksumType ?? "null"} checksum mode. ` +
        "The complete request must use the same checksum mode.",
    );
  }
  const value =
    type === "COMPOSITE"
      ? compositeChecksum(
          algorithm,
          chosen.map(({ record }) => record.checksum.value),
        )
      : combineCrc(
          algorithm,
          chosen.map(({ record }) => ({ value: record.checksum.value, sizeBytes: record.sizeBytes })),
        );
  // A composite checksum is given with or without its `-N`.
  const claim = claimedChecksum(withoutCount(input));
  if (claim !== undefined && (claim.algorithm !== algorithm || claim.value !== value.split("-")[0])) {
    throw badChecksum(claim.algorithm.toLowerCase());
  }
  return { algorithm, type, value };
}

/** @throws InvalidRequest when the size that the request states is not that of the parts */
export function checkStatedSize(stated: number | undefined, sizeBytes: number): void {
  if (stated === undefined || stated === sizeBytes) return;
  throw invalidRequest(
    `The provided 'x-amz-mp-object-size' header value ${stated} does not match what was computed: ${sizeBytes}`,
  );
}

function checkPartChecksum(
  named: CompletedPart,
  part: ChosenPart,
  context: { readonly upload: UploadRecord; readonly uploadId: string },
): void {
  const claim = claimedChecksum(named);
  const { checksum, etag } = part.record;
  if (claim === undefined) {
    if (context.upload.checksumType !== "COMPOSITE") return;
    const algorithm = checksum.algorithm.toLowerCase();
    throw invalidRequest(
      `The upload was created using a ${algorithm} checksum. The complete request must include the checksum for ` +
        `each part. It was missing for part ${part.partNumber} in the request.`,
    );
  }
  // Without an algorithm of the upload's own, S3 keeps only the checksum that it computed itself.
  if (context.upload.checksumAlgorithm === undefined && claim.algorithm !== checksum.algorithm) return;
  if (claim.algorithm !== checksum.algorithm) throw badPartChecksum(claim.algorithm.toLowerCase(), part.partNumber);
  if (claim.value !== checksum.value) {
    throw invalidPart({ etag, partNumber: part.partNumber, uploadId: context.uploadId });
  }
}

function checkSizes(chosen: readonly ChosenPart[]): void {
  for (const { partNumber, record } of chosen.slice(0, -1)) {
    if (record.sizeBytes >= PART_MINIMUM_BYTES) continue;
    throw entityTooSmall({ etag: record.etag, partNumber, sizeBytes: record.sizeBytes });
  }
}

/** Numbers may have gaps, unless the parts are listed with checksums. */
function checkConsecutive(named: readonly CompletedPart[]): void {
  if (!named.some((each) => claimedChecksum(each) !== undefined)) return;
  for (const [index, { PartNumber }] of named.entries()) {
    if (PartNumber !== index + 1) {
      throw invalidRequest("The part numbers must be consecutive and begin with 1 when parts have checksums.");
    }
  }
}

function withoutCount(input: CompleteMultipartUploadRequest): CompleteMultipartUploadRequest {
  const entries = Object.entries(input).map(([name, value]) =>
    name.startsWith("Checksum") && typeof value === "string" ? [name, value.replace(/-\d+$/, "")] : [name, value],
  );
  // The same members with the same types: only the ends of checksums were cut.
  return Object.fromEntries(entries) as CompleteMultipartUploadRequest;
}
