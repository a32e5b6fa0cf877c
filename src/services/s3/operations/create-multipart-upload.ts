/** CreateMultipartUpload: what the object will have beside its bytes. */
import { text } from "../../../kernel/random.ts";
import type { Random } from "../../../kernel/random.ts";
import { operation } from "../../../platform/operation.ts";
import { S3 } from "../../../schema/generated/s3.ts";
import { findBucket } from "../bucket/find-bucket.ts";
import { headerTags } from "../bucket/tags.ts";
import { requestedAlgorithm } from "../checksum/claimed-checksum.ts";
import { uploads } from "../keyspaces.ts";
import type { UploadRecord } from "../keyspaces.ts";
import { meterRequest } from "../metering.ts";
import { refuseOtherSettings, systemMetadata, userMetadata } from "../object/metadata.ts";
import { checkKey, objectArn } from "../object/object-key.ts";
import { checksumTypeFor } from "../upload/checksum-type.ts";

export const createMultipartUpload = operation.write(S3.CreateMultipartUpload, {
  honours: [
    ...(["Bucket", "Key", "ChecksumAlgorithm", "ChecksumType", "Metadata", "Tagging"] as const),
    ...([
      "CacheControl",
      "ContentDisposition",
      "ContentEncoding",
      "ContentLanguage",
      "ContentType",
      "Expires",
    ] as const),
    ...(["ACL", "StorageClass", "ServerSideEncryption", "ExpectedBucketOwner", "RequestPayer"] as const),
  ],
  on: objectArn,
  run(input, at) {
    meterRequest(at, 1, input.Bucket);
    const bucket = findBucket(at.tx, input);
    checkKey(input.Key);
    refuseOtherSettings(input);
    const algorithm = requestedAlgorithm(input.ChecksumAlgorithm);
    const type = checksumTypeFor(algorithm, input.ChecksumType);
    const tags = headerTags(input.Tagging);
    const uploadId = newUploadId(at.now, at.random);
    const upload: UploadRecord = {
      initiatedAt: at.now,
      system: systemMetadata(input),
      metadata: userMetadata(input),
      keyChanged: false,
      ...(tags.length === 0 ? {} : { tags }),
      ...(algorithm === undefined ? {} : { checksumAlgorithm: algorithm }),
      ...(type === undefined ? {} : { checksumType: type }),
    };
    uploads.put(at.tx, [bucket.name, input.Key, uploadId], upload);
    return {
      Bucket: bucket.name,
      Key: input.Key,
      UploadId: uploadId,
      ServerSideEncryption: "AES256" as const,
      ChecksumAlgorithm: algorithm,
      ChecksumType: type,
    };
  },
});

const ALPHABET = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._";
const RANDOM_LENGTH = 84;

/** Begins with the time, so that uploads of one key are listed in the order of their initiation. */
function newUploadId(now: number, random: Random): string {
  return now.toString(16).padStart(12, "0") + text(random, RANDOM_LENGTH, ALPHABET);
}
