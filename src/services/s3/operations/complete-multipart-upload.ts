/** CompleteMultipartUpload: the parts become an object in one commit, without being copied. */
import { operation } from "../../../platform/operation.ts";
import type { WriteScope } from "../../../platform/scope.ts";
import { S3 } from "../../../schema/generated/s3.ts";
import type { CompleteMultipartUploadRequest } from "../../../schema/generated/s3.ts";
import { CHECKSUM_MEMBERS, checksumMembers } from "../checksum/claimed-checksum.ts";
import { conditionalRequestConflict } from "../errors.ts";
import { objects, parts } from "../keyspaces.ts";
import type { ObjectRecord, UploadRecord } from "../keyspaces.ts";
import { meterRequest } from "../metering.ts";
import { addBody, dissolveBody } from "../object/body-store.ts";
import { checkWriteConditions } from "../object/conditions.ts";
import { objectArn } from "../object/object-key.ts";
import { modificationTime, storeObject } from "../object/store-object.ts";
import { tally } from "../bucket/tally.ts";
import { checkStatedSize, chooseParts, multipartTag, wholeChecksum } from "../upload/complete.ts";
import type { ChosenPart } from "../upload/complete.ts";
import { findUpload } from "../upload/find-upload.ts";
import { removeUpload } from "../upload/remove-upload.ts";

export const completeMultipartUpload = operation.write(S3.CompleteMultipartUpload, {
  honours: [
    ...(["Bucket", "Key", "UploadId", "MultipartUpload", "MpuObjectSize", "ChecksumType"] as const),
    ...CHECKSUM_MEMBERS,
    ...(["IfMatch", "IfNoneMatch", "ExpectedBucketOwner", "RequestPayer"] as const),
  ],
  on: objectArn,
  run(input, at) {
    meterRequest(at, 1, input.Bucket);
    const { bucket, upload } = findUpload(at.tx, input);
    const chosen = chooseParts(input, upload, (number) => parts.get(at.tx, [input.UploadId, number]));
    const sizeBytes = chosen.reduce((total, { record }) => total + record.sizeBytes, 0);
    checkStatedSize(input.MpuObjectSize, sizeBytes);
    const checksum = wholeChecksum(input, upload, chosen);
    checkConditions(input, upload, objects.get(at.tx, [bucket.name, input.Key]));
    const object: ObjectRecord = {
      body: joinParts(at, input, chosen),
      sizeBytes,
      etag: multipartTag(chosen),
      lastModified: modificationTime(at.now),
      system: upload.system,
      metadata: upload.metadata,
      checksum,
      partsCount: chosen.length,
      ...(upload.tags === undefined ? {} : { tags: upload.tags }),
    };
    removeUpload(at, { bucket: bucket.name, key: input.Key, uploadId: input.UploadId });
    storeObject(at, { bucket, key: input.Key, event: "ObjectCreated:CompleteMultipartUpload" }, object);
    return {
      Location: `${at.endpoint}/${bucket.name}/${input.Key.split("/").map(encodeURIComponent).join("%2F")}`,
      Bucket: bucket.name,
      Key: input.Key,
      ETag: `"${object.etag}"`,
      ...checksumMembers(checksum),
      ChecksumType: checksum.type,
      ServerSideEncryption: "AES256" as const,
    };
  },
});

/**
 * The state may satisfy the condition again and still be refused: what was written or deleted while the upload was
 * under way cannot have been seen by its author. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
function checkConditions(
  input: CompleteMultipartUploadRequest,
  upload: UploadRecord,
  present: ObjectRecord | undefined,
): void {
  checkWriteConditions(input, present, input.Key);
  const condition = input.IfMatch === undefined ? input.IfNoneMatch && "If-None-Match" : "If-Match";
  if (condition !== undefined && upload.keyChanged) throw conditionalRequestConflict(condition, input.Key);
}

/** One body of the parts' segments, in order: the bytes stay where they are. */
function joinParts(at: WriteScope, input: CompleteMultipartUploadRequest, chosen: readonly ChosenPart[]): string {
  const segments = chosen.flatMap(({ partNumber, record }) => {
    parts.delete(at.tx, [input.UploadId, partNumber]);
    tally(at, input.Bucket, { bytes: -record.sizeBytes, objects: 0 });
    return dissolveBody(at, record.body);
  });
  return addBody(at, segments);
}
