/** HeadBucket: whether the bucket is there, and where. */
import { operation } from "../../../platform/operation.ts";
import { S3 } from "../../../schema/generated/s3.ts";
import { bucketArn } from "../bucket/bucket-arn.ts";
import { findBucket } from "../bucket/find-bucket.ts";
import { meterRequest } from "../metering.ts";

export const headBucket = operation.read(S3.HeadBucket, {
  honours: ["Bucket", "ExpectedBucketOwner"],
  on: bucketArn,
  run(input, at) {
    meterRequest(at, 2, input.Bucket);
    const bucket = findBucket(at.tx, input);
    return { BucketArn: bucketArn(input), BucketRegion: bucket.region, AccessPointAlias: false };
  },
});
