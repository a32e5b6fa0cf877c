/** ListObjectVersions: in buckets that never had versions, each object is its own version `null`. */
import { operation } from "../../../platform/operation.ts";
import { S3 } from "../../../schema/generated/s3.ts";
import { bucketArn } from "../bucket/bucket-arn.ts";
import { findBucket } from "../bucket/find-bucket.ts";
import { invalidArgument } from "../errors.ts";
import { objects } from "../keyspaces.ts";
import { listKeys } from "../listing/list-keys.ts";
import type { ListingPosition } from "../listing/list-keys.ts";
import { behindMarker, echo, listedObject, ownerOf, pageSize, scopeOf, writerOf } from "../listing/listing-request.ts";
import { meterRequest } from "../metering.ts";

export const listObjectVersions = operation.read(S3.ListObjectVersions, {
  honours: [
    ...(["Bucket", "Prefix", "Delimiter", "MaxKeys", "KeyMarker", "VersionIdMarker", "EncodingType"] as const),
    ...(["ExpectedBucketOwner", "RequestPayer"] as const),
  ],
  on: bucketArn,
  run(input, at) {
    meterRequest(at, 1, input.Bucket);
    const bucket = findBucket(at.tx, input);
    const { KeyMarker: keyMarker, VersionIdMarker: versionMarker } = input;
    if (versionMarker && !keyMarker) {
      throw invalidArgument(
        "A version-id marker cannot be specified without a key marker.",
        "version-id-marker",
        versionMarker,
      );
    }
    const write = writerOf(input);
    const scope = scopeOf(input);
    const maximum = pageSize(input.MaxKeys, "max-keys");
    const after = behindMarker(keyMarker, scope);
    const page = listKeys(at.tx, objects, { bucket: bucket.name, ...scope, maximum, after });
    return {
      Name: bucket.name,
      ...echo(input),
      KeyMarker: write(keyMarker ?? ""),
      VersionIdMarker: versionMarker ?? "",
      MaxKeys: maximum,
      IsTruncated: page.next !== undefined,
      ...nextMarkers(page.next, write),
      Versions: page.keys.map(({ key, value }) => ({
        ...listedObject(write(key), value),
        StorageClass: "STANDARD" as const,
        VersionId: "null",
        IsLatest: true,
        Owner: ownerOf(bucket),
      })),
      CommonPrefixes: page.commonPrefixes.map((prefix) => ({ Prefix: write(prefix) })),
    };
  },
});

function nextMarkers(
  next: ListingPosition | undefined,
  write: (text: string) => string,
): { NextKeyMarker?: string; NextVersionIdMarker?: string } {
  if (next === undefined) return {};
  if (next.kind === "prefix") return { NextKeyMarker: write(next.prefix) };
  return { NextKeyMarker: write(next.key), NextVersionIdMarker: "null" };
}
