/** PutBucketTagging, GetBucketTagging and DeleteBucketTagging. */
import { operation } from "../../../platform/operation.ts";
import { S3 } from "../../../schema/generated/s3.ts";
import { bucketArn } from "../bucket/bucket-arn.ts";
import { findBucket } from "../bucket/find-bucket.ts";
import { bucketTags, isSystemTag } from "../bucket/tags.ts";
import { notConfigured } from "../errors.ts";
import { buckets } from "../keyspaces.ts";
import type { BucketRecord, StoredTag } from "../keyspaces.ts";

export const putBucketTagging = operation.write(S3.PutBucketTagging, {
  honours: ["Bucket", "Tagging", "ContentMD5", "ChecksumAlgorithm", "ExpectedBucketOwner"],
  on: bucketArn,
  run(input, at) {
    const bucket = findBucket(at.tx, input);
    const given = bucketTags(input.Tagging.TagSet, at.caller);
    const kept = systemTagsOf(bucket).filter((tag) => !given.some((each) => each.Key === tag.Key));
    buckets.put(at.tx, [bucket.name], { ...bucket, tags: [...kept, ...given] });
    return {};
  },
});

export const getBucketTagging = operation.read(S3.GetBucketTagging, {
  honours: ["Bucket", "ExpectedBucketOwner"],
  on: bucketArn,
  run(input, at) {
    const { name, tags } = findBucket(at.tx, input);
    if (tags === undefined || tags.length === 0) throw notConfigured("NoSuchTagSet", "The TagSet does not exist", name);
    return { TagSet: [...tags] };
  },
});

export const deleteBucketTagging = operation.write(S3.DeleteBucketTagging, {
  honours: ["Bucket", "ExpectedBucketOwner"],
  on: bucketArn,
  run(input, at) {
    const bucket = findBucket(at.tx, input);
    buckets.put(at.tx, [bucket.name], { ...bucket, tags: systemTagsOf(bucket) });
    return {};
  },
});

function systemTagsOf(bucket: BucketRecord): readonly StoredTag[] {
  return (bucket.tags ?? []).filter(isSystemTag);
}
