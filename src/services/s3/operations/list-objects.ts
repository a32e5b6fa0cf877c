/** ListObjects, the first version, which goes on behind a key instead of a token. */
import { operation } from "../../../platform/operation.ts";
import { S3 } from "../../../schema/generated/s3.ts";
import { bucketArn } from "../bucket/bucket-arn.ts";
import { findBucket } from "../bucket/find-bucket.ts";
import { objects } from "../keyspaces.ts";
import { listKeys } from "../listing/list-keys.ts";
import type { ListingPosition } from "../listing/list-keys.ts";
import { behindMarker, echo, listedObject, ownerOf, pageSize, scopeOf, writerOf } from "../listing/listing-request.ts";
import { meterRequest } from "../metering.ts";

export const listObjects = operation.read(S3.ListObjects, {
  honours: [
    ...(["Bucket", "Prefix", "Delimiter", "MaxKeys", "Marker", "EncodingType"] as const),
    ...(["ExpectedBucketOwner", "RequestPayer"] as const),
  ],
  on: bucketArn,
  run(input, at) {
    meterRequest(at, 1, input.Bucket);
    const bucket = findBucket(at.tx, input);
    const write = writerOf(input);
    const maximum = pageSize(input.MaxKeys, "maxKeys");
    const scope = scopeOf(input);
    const after = behindMarker(input.Marker, scope);
    const page = listKeys(at.tx, objects, { bucket: bucket.name, ...scope, maximum, after });
    return {
      Name: bucket.name,
      ...echo(input),
      Marker: write(input.Marker ?? ""),
      MaxKeys: maximum,
      IsTruncated: page.next !== undefined,
      // Without a delimiter the client goes on from the last key that it got:
      // https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjects.html
      NextMarker: page.next === undefined || scope.delimiter === "" ? undefined : write(textOf(page.next)),
      Contents: page.keys.map(({ key, value }) => ({ ...listedObject(write(key), value), Owner: ownerOf(bucket) })),
      CommonPrefixes: page.commonPrefixes.map((prefix) => ({ Prefix: write(prefix) })),
    };
  },
});

function textOf(position: ListingPosition): string {
  return position.kind === "key" ? position.key : position.prefix;
}
