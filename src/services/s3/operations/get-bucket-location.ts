/** GetBucketLocation: empty for us-east-1. */
import { operation } from "../../../platform/operation.ts";
import { S3 } from "../../../schema/generated/s3.ts";
import type { BucketLocationConstraint } from "../../../schema/generated/s3.ts";
import { bucketArn } from "../bucket/bucket-arn.ts";
import { findBucket } from "../bucket/find-bucket.ts";
import { meterRequest } from "../metering.ts";

export const getBucketLocation = operation.read(S3.GetBucketLocation, {
  honours: ["Bucket", "ExpectedBucketOwner"],
  on: bucketArn,
  run(input, at) {
    meterRequest(at, 2, input.Bucket);
    const { locationConstraint } = findBucket(at.tx, input);
    // It was of the model's enumeration when the bucket was made.
    return { LocationConstraint: locationConstraint as BucketLocationConstraint | undefined };
  },
});
