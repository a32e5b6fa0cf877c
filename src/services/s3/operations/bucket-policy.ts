/** PutBucketPolicy, GetBucketPolicy and DeleteBucketPolicy: kept for IAM, which decides what follows from them. */
import { operation } from "../../../platform/operation.ts";
import { S3 } from "../../../schema/generated/s3.ts";
import { bucketArn } from "../bucket/bucket-arn.ts";
import { findBucket } from "../bucket/find-bucket.ts";
import { checkPolicy } from "../bucket/policy.ts";
import { notConfigured } from "../errors.ts";
import { policies } from "../keyspaces.ts";

export const putBucketPolicy = operation.write(S3.PutBucketPolicy, {
  honours: ["Bucket", "Policy", "ContentMD5", "ChecksumAlgorithm", "ExpectedBucketOwner"],
  on: bucketArn,
  run(input, at) {
    const { name } = findBucket(at.tx, input);
    checkPolicy(input.Policy, name);
    policies.put(at.tx, [name], input.Policy);
    return {};
  },
});

export const getBucketPolicy = operation.read(S3.GetBucketPolicy, {
  honours: ["Bucket", "ExpectedBucketOwner"],
  on: bucketArn,
  run(input, at) {
    const { name } = findBucket(at.tx, input);
    const policy = policies.get(at.tx, [name]);
    if (policy === undefined) throw notConfigured("NoSuchBucketPolicy", "The bucket policy does not exist", name);
    return { Policy: policy };
  },
});

export const deleteBucketPolicy = operation.write(S3.DeleteBucketPolicy, {
  honours: ["Bucket", "ExpectedBucketOwner"],
  on: bucketArn,
  run(input, at) {
    policies.delete(at.tx, [findBucket(at.tx, input).name]);
    return {};
  },
});
