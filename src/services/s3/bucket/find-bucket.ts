/** Finding the bucket that a request names, and checking what every request may say about it. */
import type { ReadTransaction } from "../../../store/store.ts";
import { accessDenied, invalidBucketName, invalidRequest, noSuchBucket } from "../errors.ts";
import { buckets } from "../keyspaces.ts";
import type { BucketRecord } from "../keyspaces.ts";
import { isBucketName } from "./bucket-name.ts";
import { wellFormed } from "../object/object-key.ts";

interface BucketInput {
  readonly Bucket: string;
  readonly ExpectedBucketOwner?: string | undefined;
}

/** @throws NoSuchBucket, InvalidBucketName; AccessDenied when it is not the expected owner's */
export function findBucket(tx: ReadTransaction, input: BucketInput): BucketRecord {
  const bucket = buckets.get(tx, [wellFormed(input.Bucket)]);
  if (bucket === undefined) {
    throw isBucketName(input.Bucket) ? noSuchBucket(input.Bucket) : invalidBucketName(input.Bucket);
  }
  checkOwner(bucket, input.ExpectedBucketOwner);
  return bucket;
}

function checkOwner(bucket: BucketRecord, expected: string | undefined): void {
  if (expected === undefined || expected === bucket.account) return;
  if (!/^\d{12}$/.test(expected)) {
    throw invalidRequest("The value of the expected bucket owner parameter must be an AWS Account ID");
  }
  throw accessDenied();
}
