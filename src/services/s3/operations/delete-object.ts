/** DeleteObject: removing what is not there succeeds too. */
import { operation } from "../../../platform/operation.ts";
import { S3 } from "../../../schema/generated/s3.ts";
import { findBucket } from "../bucket/find-bucket.ts";
import { objects } from "../keyspaces.ts";
import { checkDeleteCondition } from "../object/conditions.ts";
import { checkVersion } from "../object/find-object.ts";
import { checkKey, objectArn } from "../object/object-key.ts";
import { removeObject } from "../object/store-object.ts";

export const deleteObject = operation.write(S3.DeleteObject, {
  honours: ["Bucket", "Key", "VersionId", "IfMatch", "ExpectedBucketOwner", "RequestPayer"],
  on: objectArn,
  run(input, at) {
    const bucket = findBucket(at.tx, input);
    checkKey(input.Key);
    checkVersion(input.VersionId);
    checkDeleteCondition(input.IfMatch, objects.get(at.tx, [bucket.name, input.Key]), input.Key);
    removeObject(at, bucket, input.Key);
    return input.VersionId === undefined ? {} : { VersionId: input.VersionId };
  },
});
