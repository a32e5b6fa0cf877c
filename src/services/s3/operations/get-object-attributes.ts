/** GetObjectAttributes: the asked-for facts of an object, and the parts that it was uploaded in. */
import { operation } from "../../../platform/operation.ts";
import { S3 } from "../../../schema/generated/s3.ts";
import type { GetObjectAttributesParts, GetObjectAttributesRequest } from "../../../schema/generated/s3.ts";
import { checksumMembers } from "../checksum/claimed-checksum.ts";
import type { BodyRecord, ObjectRecord } from "../keyspaces.ts";
import { pageSize } from "../listing/listing-request.ts";
import { meterRequest } from "../metering.ts";
import { bodyOf } from "../object/body-store.ts";
import { findObject } from "../object/find-object.ts";
import { objectArn } from "../object/object-key.ts";

export const getObjectAttributes = operation.read(S3.GetObjectAttributes, {
  honours: [
    ...(["Bucket", "Key", "VersionId", "ObjectAttributes", "MaxParts", "PartNumberMarker"] as const),
    ...(["ExpectedBucketOwner", "RequestPayer"] as const),
  ],
  on: objectArn,
  run(input, at) {
    meterRequest(at, 2, input.Bucket);
    const { object } = findObject(at.tx, input);
    const wanted = new Set(input.ObjectAttributes);
    const { checksum } = object;
    // Here the value of a composite checksum goes without the number of parts.
    const bare = { ...checksum, value: checksum.value.replace(/-\d+$/, "") };
    return {
      LastModified: object.lastModified,
      ETag: wanted.has("ETag") ? object.etag : undefined,
      Checksum: wanted.has("Checksum") ? { ...checksumMembers(bare), ChecksumType: checksum.type } : undefined,
      ObjectParts: wanted.has("ObjectParts") ? partsOf(object, bodyOf(at.tx, object.body), input) : undefined,
      StorageClass: wanted.has("StorageClass") ? ("STANDARD" as const) : undefined,
      ObjectSize: wanted.has("ObjectSize") ? object.sizeBytes : undefined,
    };
  },
});

/** The parts themselves are shown when each has a checksum of its own; otherwise only their number. */
function partsOf(
  object: ObjectRecord,
  body: BodyRecord,
  input: GetObjectAttributesRequest,
): GetObjectAttributesParts | undefined {
  if (object.partsCount === undefined) return undefined;
  if (object.checksum.type !== "COMPOSITE") return { TotalPartsCount: object.partsCount };
  const maximum = pageSize(input.MaxParts, "max-parts");
  const marker = input.PartNumberMarker ?? 0;
  const left = body.segments.filter((segment) => (segment.partNumber ?? 0) > marker);
  const shown = left.slice(0, maximum);
  return {
    TotalPartsCount: object.partsCount,
    PartNumberMarker: marker,
    NextPartNumberMarker: shown.at(-1)?.partNumber ?? 0,
    MaxParts: maximum,
    IsTruncated: left.length > shown.length,
    Parts: shown.map((segment) => ({
      PartNumber: segment.partNumber,
      Size: segment.sizeBytes,
      ...(segment.checksum === undefined ? {} : checksumMembers(segment.checksum)),
    })),
  };
}
