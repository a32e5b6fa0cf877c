/** UploadPartCopy: a part out of another object, or of a range of it. */
import { operation } from "../../../platform/operation.ts";
import { S3 } from "../../../schema/generated/s3.ts";
import type { ByteRange } from "../../../store/blobs.ts";
import { checksumMembers } from "../checksum/claimed-checksum.ts";
import { invalidArgument, invalidRequest } from "../errors.ts";
import { meterRequest } from "../metering.ts";
import { openBody } from "../object/body-store.ts";
import { checkCopySize, findCopySource } from "../object/copy-source.ts";
import { objectArn } from "../object/object-key.ts";
import { findUpload } from "../upload/find-upload.ts";
import { checkPartNumber, storePart } from "../upload/store-part.ts";

export const uploadPartCopy = operation.stream(S3.UploadPartCopy, {
  honours: [
    ...(["Bucket", "Key", "UploadId", "PartNumber", "CopySource", "CopySourceRange"] as const),
    ...(["CopySourceIfMatch", "CopySourceIfNoneMatch", "CopySourceIfModifiedSince"] as const),
    ...(["CopySourceIfUnmodifiedSince", "ExpectedBucketOwner", "ExpectedSourceBucketOwner", "RequestPayer"] as const),
  ],
  on: objectArn,
  async run(input, at) {
    meterRequest(at, 1, input.Bucket);
    const { upload, open } = at.read(({ tx, now }) => {
      checkPartNumber(input.PartNumber);
      const found = findUpload(tx, input);
      const { object, body } = findCopySource(tx, input, now);
      const range =
        input.CopySourceRange === undefined ? undefined : copyRange(input.CopySourceRange, object.sizeBytes);
      checkCopySize(range === undefined ? object.sizeBytes : range.last - range.first + 1);
      return { upload: found.upload, open: openBody(at, body, range) };
    });
    const { record } = await storePart(at, input, { body: open, claims: {}, algorithm: upload.checksumAlgorithm });
    const shown = upload.checksumAlgorithm === undefined ? {} : checksumMembers(record.checksum);
    return {
      CopyPartResult: { ETag: `"${record.etag}"`, LastModified: record.lastModified, ...shown },
      ServerSideEncryption: "AES256" as const,
    };
  },
});

/** Stricter than a Range header: both ends are named, and both are in the source. */
function copyRange(header: string, sizeBytes: number): ByteRange {
  const match = /^bytes=(\d+)-(\d+)$/.exec(header);
  const range = { first: Number(match?.[1]), last: Number(match?.[2]) };
  if (match === null || range.first > range.last) {
    throw invalidArgument(
      "The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the " +
        "zero-based offsets of the first and last bytes to copy",
      "x-amz-copy-source-range",
      header,
    );
  }
  if (range.first >= sizeBytes) throw invalidRequest("The specified copy range is invalid for the source object size");
  if (range.last >= sizeBytes) {
    const message = `Range specified is not valid for source object of size: ${sizeBytes}`;
    throw invalidArgument(message, "x-amz-copy-source-range", header);
  }
  return range;
}
