/** PutObject: the body first, then everything else in one commit. */
import { operation } from "../../../platform/operation.ts";
import { S3 } from "../../../schema/generated/s3.ts";
import { findBucket } from "../bucket/find-bucket.ts";
import { headerTags } from "../bucket/tags.ts";
import {
  CHECKSUM_MEMBERS,
  checksumMembers,
  claimedChecksum,
  claimedMd5,
  requestedAlgorithm,
} from "../checksum/claimed-checksum.ts";
import { objects } from "../keyspaces.ts";
import type { ObjectRecord } from "../keyspaces.ts";
import { meterRequest } from "../metering.ts";
import { discard, receiveBody } from "../object/body-intake.ts";
import { addBody } from "../object/body-store.ts";
import { checkWriteConditions } from "../object/conditions.ts";
import { refuseOtherSettings, systemMetadata, userMetadata } from "../object/metadata.ts";
import { checkKey, objectArn } from "../object/object-key.ts";
import { modificationTime, storeObject } from "../object/store-object.ts";

export const putObject = operation.stream(S3.PutObject, {
  honours: [
    ...(["Bucket", "Key", "Body", "ContentLength", "ContentMD5", "ChecksumAlgorithm"] as const),
    ...CHECKSUM_MEMBERS,
    ...([
      "CacheControl",
      "ContentDisposition",
      "ContentEncoding",
      "ContentLanguage",
      "ContentType",
      "Expires",
    ] as const),
    ...(["Metadata", "Tagging", "IfMatch", "IfNoneMatch", "ACL", "StorageClass", "ServerSideEncryption"] as const),
    ...(["ExpectedBucketOwner", "RequestPayer"] as const),
  ],
  on: objectArn,
  async run(input, at) {
    meterRequest(at, 1, input.Bucket);
    const checked = at.read(({ tx }) => {
      findBucket(tx, input);
      checkKey(input.Key);
      refuseOtherSettings(input);
      return { metadata: userMetadata(input), tags: headerTags(input.Tagging), checksum: claimedChecksum(input) };
    });
    const body = await receiveBody(at.blobs, input.Body, {
      checksum: checked.checksum,
      md5: claimedMd5(input.ContentMD5),
      algorithm: requestedAlgorithm(input.ChecksumAlgorithm),
      sizeBytes: input.ContentLength,
    });
    try {
      return await at.write((write) => {
        const bucket = findBucket(write.tx, input);
        checkWriteConditions(input, objects.get(write.tx, [bucket.name, input.Key]), input.Key);
        const object: ObjectRecord = {
          body: addBody(write, [body.segment]),
          sizeBytes: body.sizeBytes,
          etag: body.md5Hex,
          lastModified: modificationTime(write.now),
          system: systemMetadata(input),
          metadata: checked.metadata,
          checksum: { ...body.checksum, type: "FULL_OBJECT" },
          ...(checked.tags.length === 0 ? {} : { tags: checked.tags }),
        };
        storeObject(write, { bucket, key: input.Key, event: "ObjectCreated:Put" }, object);
        return {
          ETag: `"${object.etag}"`,
          ServerSideEncryption: "AES256" as const,
          ...checksumMembers(object.checksum),
          ChecksumType: object.checksum.type,
        };
      });
    } catch (refusal) {
      await discard(at.blobs, body.segment);
      throw refusal;
    }
  },
});
