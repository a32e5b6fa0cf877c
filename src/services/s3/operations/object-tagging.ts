/** PutObjectTagging, GetObjectTagging and DeleteObjectTagging. */
import { operation } from "../../../platform/operation.ts";
import { S3 } from "../../../schema/generated/s3.ts";
import { objectTags } from "../bucket/tags.ts";
import { objects } from "../keyspaces.ts";
import { meterRequest } from "../metering.ts";
import { announce } from "../notification/announce.ts";
import { findObject } from "../object/find-object.ts";
import { objectArn } from "../object/object-key.ts";

export const putObjectTagging = operation.write(S3.PutObjectTagging, {
  honours: [
    ...(["Bucket", "Key", "VersionId", "Tagging", "ContentMD5", "ChecksumAlgorithm"] as const),
    ...(["ExpectedBucketOwner", "RequestPayer"] as const),
  ],
  on: objectArn,
  run(input, at) {
    meterRequest(at, 1, input.Bucket);
    const { bucket, object } = findObject(at.tx, input);
    const tags = objectTags(input.Tagging.TagSet);
    const { tags: _, ...rest } = object;
    objects.put(at.tx, [bucket.name, input.Key], tags.length === 0 ? rest : { ...rest, tags });
    announce(at, bucket, { name: "ObjectTagging:Put", key: input.Key, etag: object.etag });
    return {};
  },
});

export const getObjectTagging = operation.read(S3.GetObjectTagging, {
  honours: ["Bucket", "Key", "VersionId", "ExpectedBucketOwner", "RequestPayer"],
  on: objectArn,
  run(input, at) {
    meterRequest(at, 2, input.Bucket);
    return { TagSet: [...(findObject(at.tx, input).object.tags ?? [])] };
  },
});

export const deleteObjectTagging = operation.write(S3.DeleteObjectTagging, {
  honours: ["Bucket", "Key", "VersionId", "ExpectedBucketOwner"],
  on: objectArn,
  run(input, at) {
    const { bucket, object } = findObject(at.tx, input);
    const { tags: _, ...rest } = object;
    objects.put(at.tx, [bucket.name, input.Key], rest);
    announce(at, bucket, { name: "ObjectTagging:Delete", key: input.Key, etag: object.etag });
    return {};
  },
});
