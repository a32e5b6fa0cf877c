/** ListParts. */
import { operation } from "../../../platform/operation.ts";
import { S3 } from "../../../schema/generated/s3.ts";
import type { Part } from "../../../schema/generated/s3.ts";
import { checksumMembers } from "../checksum/claimed-checksum.ts";
import { parts } from "../keyspaces.ts";
import { ownerOf, pageSize } from "../listing/listing-request.ts";
import { meterRequest } from "../metering.ts";
import { objectArn } from "../object/object-key.ts";
import { findUpload } from "../upload/find-upload.ts";

export const listParts = operation.read(S3.ListParts, {
  honours: [
    ...(["Bucket", "Key", "UploadId", "MaxParts", "PartNumberMarker"] as const),
    ...(["ExpectedBucketOwner", "RequestPayer"] as const),
  ],
  on: objectArn,
  run(input, at) {
    meterRequest(at, 1, input.Bucket);
    const { bucket, upload } = findUpload(at.tx, input);
    const maximum = pageSize(input.MaxParts, "max-parts");
    const marker = Math.max(input.PartNumberMarker ?? 0, 0);
    const listed: Part[] = [];
    let isTruncated = false;
    for (const { key, value } of parts.range(at.tx, [input.UploadId], {
      from: [input.UploadId, marker + 1],
      limit: maximum + 1,
    })) {
      isTruncated = listed.length >= maximum;
      if (isTruncated) break;
      listed.push({
        PartNumber: key[1],
        LastModified: value.lastModified,
        ETag: `"${value.etag}"`,
        Size: value.sizeBytes,
        ...(upload.checksumAlgorithm === undefined ? {} : checksumMembers(value.checksum)),
      });
    }
    return {
      Bucket: bucket.name,
      Key: input.Key,
      UploadId: input.UploadId,
      PartNumberMarker: marker,
      NextPartNumberMarker: listed.at(-1)?.PartNumber ?? 0,
      MaxParts: maximum,
      IsTruncated: isTruncated && maximum > 0,
      Parts: listed,
      Owner: ownerOf(bucket),
      Initiator: ownerOf(bucket),
      StorageClass: "STANDARD" as const,
      ChecksumAlgorithm: upload.checksumAlgorithm,
      ChecksumType: upload.checksumType,
    };
  },
});
