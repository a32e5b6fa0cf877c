/** ListObjectsV2. */
import { operation } from "../../../platform/operation.ts";
import { S3 } from "../../../schema/generated/s3.ts";
import { bucketArn } from "../bucket/bucket-arn.ts";
import { findBucket } from "../bucket/find-bucket.ts";
import { objects } from "../keyspaces.ts";
import { readToken, writeToken } from "../listing/continuation-token.ts";
import { listKeys } from "../listing/list-keys.ts";
import type { ListingPosition } from "../listing/list-keys.ts";
import { echo, listedObject, ownerOf, pageSize, scopeOf, writerOf } from "../listing/listing-request.ts";
import { meterRequest } from "../metering.ts";
import { wellFormed } from "../object/object-key.ts";

export const listObjectsV2 = operation.read(S3.ListObjectsV2, {
  honours: [
    ...(["Bucket", "Prefix", "Delimiter", "MaxKeys", "ContinuationToken", "StartAfter", "EncodingType"] as const),
    ...(["FetchOwner", "ExpectedBucketOwner", "RequestPayer"] as const),
  ],
  on: bucketArn,
  run(input, at) {
    meterRequest(at, 1, input.Bucket);
    const bucket = findBucket(at.tx, input);
    const write = writerOf(input);
    const maximum = pageSize(input.MaxKeys, "maxKeys");
    const page = listKeys(at.tx, objects, {
      bucket: bucket.name,
      ...scopeOf(input),
      maximum,
      after: startOf(input.ContinuationToken, input.StartAfter),
    });
    const owner = input.FetchOwner === true ? { Owner: ownerOf(bucket) } : {};
    return {
      Name: bucket.name,
      ...echo(input),
      MaxKeys: maximum,
      KeyCount: page.keys.length + page.commonPrefixes.length,
      IsTruncated: page.next !== undefined,
      ContinuationToken: input.ContinuationToken,
      NextContinuationToken: page.next === undefined ? undefined : writeToken(page.next),
      StartAfter: input.StartAfter === undefined ? undefined : write(input.StartAfter),
      Contents: page.keys.map(({ key, value }) => ({ ...listedObject(write(key), value), ...owner })),
      CommonPrefixes: page.commonPrefixes.map((prefix) => ({ Prefix: write(prefix) })),
    };
  },
});

/** A token overrides StartAfter. */
function startOf(token: string | undefined, startAfter: string | undefined): ListingPosition | undefined {
  if (token !== undefined) return readToken(token);
  return startAfter ? { kind: "key", key: wellFormed(startAfter) } : undefined;
}
