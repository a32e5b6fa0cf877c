/** ListMultipartUploads. */
import { operation } from "../../../platform/operation.ts";
import { S3 } from "../../../schema/generated/s3.ts";
import { bucketArn } from "../bucket/bucket-arn.ts";
import { findBucket } from "../bucket/find-bucket.ts";
import { invalidArgument } from "../errors.ts";
import { uploads } from "../keyspaces.ts";
import { echo, ownerOf, pageSize, scopeOf, writerOf } from "../listing/listing-request.ts";
import { meterRequest } from "../metering.ts";
import { wellFormed } from "../object/object-key.ts";
import { listUploads } from "../upload/list-uploads.ts";

export const listMultipartUploads = operation.read(S3.ListMultipartUploads, {
  honours: [
    ...(["Bucket", "Prefix", "Delimiter", "MaxUploads", "KeyMarker", "UploadIdMarker", "EncodingType"] as const),
    ...(["ExpectedBucketOwner", "RequestPayer"] as const),
  ],
  on: bucketArn,
  run(input, at) {
    meterRequest(at, 1, input.Bucket);
    const bucket = findBucket(at.tx, input);
    const write = writerOf(input);
    const maximum = pageSize(input.MaxUploads, "max-uploads");
    // An upload id says nothing without its key.
    const keyMarker = input.KeyMarker ? wellFormed(input.KeyMarker) : undefined;
    const idMarker = keyMarker !== undefined && input.UploadIdMarker ? wellFormed(input.UploadIdMarker) : undefined;
    if (keyMarker !== undefined && idMarker !== undefined && !uploads.has(at.tx, [bucket.name, keyMarker, idMarker])) {
      throw invalidArgument("Invalid uploadId marker", "upload-id-marker", idMarker);
    }
    const after = keyMarker === undefined ? undefined : { key: keyMarker, uploadId: idMarker };
    const page = listUploads(at.tx, { bucket: bucket.name, ...scopeOf(input), maximum, after });
    const last = page.uploads.at(-1);
    const lastPrefix = page.isTruncated ? page.commonPrefixes.at(-1) : undefined;
    const isPrefixLast = lastPrefix !== undefined && (last === undefined || isBehind(lastPrefix, last.key));
    return {
      Bucket: bucket.name,
      ...echo(input),
      KeyMarker: write(input.KeyMarker ?? ""),
      UploadIdMarker: input.UploadIdMarker ?? "",
      NextKeyMarker: isPrefixLast ? write(lastPrefix) : write(last?.key ?? ""),
      NextUploadIdMarker: isPrefixLast ? "" : (last?.uploadId ?? ""),
      MaxUploads: maximum,
      IsTruncated: page.isTruncated,
      Uploads: page.uploads.map(({ key, uploadId, record }) => ({
        Key: write(key),
        UploadId: uploadId,
        Initiated: record.initiatedAt,
        StorageClass: "STANDARD" as const,
        Owner: ownerOf(bucket),
        Initiator: ownerOf(bucket),
        ChecksumAlgorithm: record.checksumAlgorithm,
        ChecksumType: record.checksumType,
      })),
      CommonPrefixes: page.commonPrefixes.map((prefix) => ({ Prefix: write(prefix) })),
    };
  },
});

/** Listings go by the bytes of UTF-8, which is another order than that of JavaScript's strings. */
function isBehind(one: string, other: string): boolean {
  return Buffer.compare(Buffer.from(one), Buffer.from(other)) > 0;
}
