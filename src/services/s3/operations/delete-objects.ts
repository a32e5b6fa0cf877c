/** DeleteObjects: up to a thousand keys, each with an answer of its own, in one commit. */
import { operation } from "../../../platform/operation.ts";
import type { WriteScope } from "../../../platform/scope.ts";
import { ServiceError } from "../../../platform/service-error.ts";
import { S3 } from "../../../schema/generated/s3.ts";
import type { DeletedObject, Error as DeletionError, ObjectIdentifier } from "../../../schema/generated/s3.ts";
import { bucketArn } from "../bucket/bucket-arn.ts";
import { findBucket } from "../bucket/find-bucket.ts";
import { headerNotImplemented, malformedXml } from "../errors.ts";
import { objects } from "../keyspaces.ts";
import type { BucketRecord } from "../keyspaces.ts";
import { DELETE_KEYS_MAXIMUM } from "../limits.ts";
import { checkDeleteCondition } from "../object/conditions.ts";
import { checkVersion } from "../object/find-object.ts";
import { checkKey } from "../object/object-key.ts";
import { removeObject } from "../object/store-object.ts";

export const deleteObjects = operation.write(S3.DeleteObjects, {
  honours: ["Bucket", "Delete", "ChecksumAlgorithm", "ExpectedBucketOwner", "RequestPayer"],
  on: bucketArn,
  run(input, at) {
    const bucket = findBucket(at.tx, input);
    const { Objects, Quiet } = input.Delete;
    if (Objects.length === 0 || Objects.length > DELETE_KEYS_MAXIMUM) throw malformedXml();
    const deleted: DeletedObject[] = [];
    const errors: DeletionError[] = [];
    for (const each of Objects) {
      const refusal = removeOne(at, bucket, each);
      const name = { Key: each.Key, VersionId: each.VersionId };
      if (refusal !== undefined) errors.push({ ...name, Code: refusal.code, Message: refusal.message });
      else if (!Quiet) deleted.push(name);
    }
    return {
      ...(deleted.length === 0 ? {} : { Deleted: deleted }),
      ...(errors.length === 0 ? {} : { Errors: errors }),
    };
  },
});

/** Checks everything before it changes anything, so that what is refused is left as it was. */
function removeOne(at: WriteScope, bucket: BucketRecord, each: ObjectIdentifier): ServiceError | undefined {
  try {
    checkKey(each.Key);
    checkVersion(each.VersionId);
    // Only directory buckets compare these: https://docs.aws.amazon.com/AmazonS3/latest/API/API_ObjectIdentifier.html
    if (each.LastModifiedTime !== undefined || each.Size !== undefined) {
      throw headerNotImplemented("LastModifiedTime,Size", "Only directory buckets support these conditions");
    }
    checkDeleteCondition(each.ETag, objects.get(at.tx, [bucket.name, each.Key]), each.Key);
  } catch (refusal) {
    // One key's refusal is that key's answer; the others go on.
    if (refusal instanceof ServiceError) return refusal;
    throw refusal;
  }
  removeObject(at, bucket, each.Key);
  return undefined;
}
