/** Taking in one part of an upload, from a client or from another object. */
import type { AsyncScope } from "../../../platform/scope.ts";
import type { ChecksumAlgorithmName } from "../checksum/checksum.ts";
import { DEFAULT_CHECKSUM_ALGORITHM } from "../checksum/checksum.ts";
import { invalidRequest } from "../errors.ts";
import { parts } from "../keyspaces.ts";
import type { PartRecord, UploadRecord } from "../keyspaces.ts";
import { PART_NUMBER_MAXIMUM } from "../limits.ts";
import { tally } from "../bucket/tally.ts";
import { discard, receiveBody } from "../object/body-intake.ts";
import type { BodyClaims, IncomingBody, ReceivedBody } from "../object/body-intake.ts";
import { addBody, releaseBody } from "../object/body-store.ts";
import { invalidPartNumberArgument } from "../object/byte-range.ts";
import { modificationTime } from "../object/store-object.ts";
import { findUpload } from "./find-upload.ts";

interface PartInput {
  readonly Bucket: string;
  readonly Key: string;
  readonly UploadId: string;
  readonly PartNumber: number;
  readonly ExpectedBucketOwner?: string | undefined;
}

/** @throws InvalidArgument */
export function checkPartNumber(partNumber: number): void {
  if (partNumber < 1 || partNumber > PART_NUMBER_MAXIMUM) throw invalidPartNumberArgument(partNumber);
}

/** A part has the upload's kind of checksum. @throws InvalidRequest */
export function checkAlgorithm(upload: UploadRecord, actual: ChecksumAlgorithmName | undefined): void {
  const expected = upload.checksumAlgorithm;
  if (expected === undefined || actual === undefined || actual === expected) return;
  throw invalidRequest(
    `Checksum Type mismatch occurred, expected checksum Type: ${expected.toLowerCase()}, ` +
      `actual checksum Type: ${actual.toLowerCase()}`,
  );
}

/** Reads the body and keeps it in the place of the part that had this number. */
export async function storePart(
  at: AsyncScope,
  input: PartInput,
  part: {
    readonly body: IncomingBody | undefined;
    readonly claims: BodyClaims;
    readonly algorithm: ChecksumAlgorithmName | undefined;
  },
): Promise<{ readonly record: PartRecord; readonly received: ReceivedBody }> {
  const kept = part.algorithm ?? DEFAULT_CHECKSUM_ALGORITHM;
  const claims = { ...part.claims, algorithm: part.claims.algorithm ?? kept, alsoCompute: [kept] };
  const received = await receiveBody(at.blobs, part.body, claims);
  try {
    const record = await at.write((write) => {
      const { bucket } = findUpload(write.tx, input);
      const previous = parts.get(write.tx, [input.UploadId, input.PartNumber]);
      if (previous !== undefined) releaseBody(write, previous.body);
      const type = "FULL_OBJECT" as const;
      const checksum = { algorithm: kept, type, value: received.computed.get(kept) ?? "" };
      const stored: PartRecord = {
        body: addBody(write, [{ ...received.segment, partNumber: input.PartNumber, checksum }]),
        sizeBytes: received.sizeBytes,
        etag: received.md5Hex,
        lastModified: modificationTime(write.now),
        checksum,
      };
      parts.put(write.tx, [input.UploadId, input.PartNumber], stored);
      tally(write, bucket.name, { bytes: stored.sizeBytes - (previous?.sizeBytes ?? 0), objects: 0 });
      return stored;
    });
    return { record, received };
  } catch (refusal) {
    await discard(at.blobs, received.segment);
    throw refusal;
  }
}
