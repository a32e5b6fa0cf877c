/** DeleteBucket: only an empty one goes, with its settings and the uploads that nobody completed. */
import { operation } from "../../../platform/operation.ts";
import { S3 } from "../../../schema/generated/s3.ts";
import { bucketArn } from "../bucket/bucket-arn.ts";
import { findBucket } from "../bucket/find-bucket.ts";
import { bucketNotEmpty } from "../errors.ts";
import { accountBuckets, buckets, notifications, objects, policies, tallies, uploads } from "../keyspaces.ts";
import { removeUpload } from "../upload/remove-upload.ts";

export const deleteBucket = operation.write(S3.DeleteBucket, {
  honours: ["Bucket", "ExpectedBucketOwner"],
  on: bucketArn,
  run(input, at) {
    const { name, account } = findBucket(at.tx, input);
    for (const _ of objects.keys(at.tx, [name], { limit: 1 })) throw bucketNotEmpty(name);
    for (const [, key, uploadId] of uploads.keys(at.tx, [name])) removeUpload(at, { bucket: name, key, uploadId });
    notifications.delete(at.tx, [name]);
    policies.delete(at.tx, [name]);
    tallies.delete(at.tx, [name]);
    accountBuckets.delete(at.tx, [account, name]);
    buckets.delete(at.tx, [name]);
    return {};
  },
});
