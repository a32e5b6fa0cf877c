/** CopyObject: the copy shares the source's bytes where they are already what a copy has. */
import { operation } from "../../../platform/operation.ts";
import type { AsyncScope, WriteScope } from "../../../platform/scope.ts";
import { S3 } from "../../../schema/generated/s3.ts";
import type { CopyObjectOutput, CopyObjectRequest } from "../../../schema/generated/s3.ts";
import { findBucket } from "../bucket/find-bucket.ts";
import { headerTags } from "../bucket/tags.ts";
import { checksumMembers, requestedAlgorithm } from "../checksum/claimed-checksum.ts";
import { copyToItself, operationAborted } from "../errors.ts";
import { objects } from "../keyspaces.ts";
import type { ObjectRecord } from "../keyspaces.ts";
import { meterRequest } from "../metering.ts";
import { discard, receiveBody } from "../object/body-intake.ts";
import { addBody, openBody, shareBody } from "../object/body-store.ts";
import { checkWriteConditions } from "../object/conditions.ts";
import { checkCopySize, findCopySource } from "../object/copy-source.ts";
import { refuseOtherSettings, systemMetadata, userMetadata } from "../object/metadata.ts";
import { checkKey, objectArn } from "../object/object-key.ts";
import { modificationTime, storeObject } from "../object/store-object.ts";

export const copyObject = operation.stream(S3.CopyObject, {
  honours: [
    ...(["Bucket", "Key", "CopySource", "MetadataDirective", "TaggingDirective", "ChecksumAlgorithm"] as const),
    ...(["CopySourceIfMatch", "CopySourceIfNoneMatch", "CopySourceIfModifiedSince"] as const),
    ...(["CopySourceIfUnmodifiedSince", "IfMatch", "IfNoneMatch", "Metadata", "Tagging"] as const),
    ...([
      "CacheControl",
      "ContentDisposition",
      "ContentEncoding",
      "ContentLanguage",
      "ContentType",
      "Expires",
    ] as const),
    ...(["ACL", "StorageClass", "ServerSideEncryption"] as const),
    ...(["ExpectedBucketOwner", "ExpectedSourceBucketOwner", "RequestPayer"] as const),
  ],
  on: objectArn,
  async run(input, at) {
    meterRequest(at, 1, input.Bucket);
    const found = at.read(({ tx, now }) => {
      findBucket(tx, input);
      checkKey(input.Key);
      refuseOtherSettings(input);
      userMetadata(input);
      headerTags(input.Tagging);
      const { source, object, body } = findCopySource(tx, input, now);
      checkCopySize(object.sizeBytes);
      refuseIdle(input, source);
      return isShareable(object, input) ? { object } : { object, open: openBody(at, body) };
    });
    return found.open === undefined ? copyShared(input, at) : copyBytes(input, at, { ...found, open: found.open });
  },
});

/** Copying an object onto itself must change something. */
function refuseIdle(input: CopyObjectRequest, source: { readonly Bucket: string; readonly Key: string }): void {
  if (source.Bucket !== input.Bucket || source.Key !== input.Key) return;
  // The storage class and the encryption, when they are given, are changes in AWS's eyes even if they stay the same.
  const changes = input.StorageClass !== undefined || input.ServerSideEncryption !== undefined;
  if (input.MetadataDirective !== "REPLACE" && !changes) throw copyToItself();
}

/** A copy has one part and a checksum of the whole: where the source has that too, no byte needs to be read. */
function isShareable(object: ObjectRecord, input: CopyObjectRequest): boolean {
  const wanted = requestedAlgorithm(input.ChecksumAlgorithm) ?? object.checksum.algorithm;
  return (
    object.partsCount === undefined && object.checksum.type === "FULL_OBJECT" && object.checksum.algorithm === wanted
  );
}

function copyShared(input: CopyObjectRequest, at: AsyncScope): Promise<CopyObjectOutput> {
  return at.write((write) => {
    // Found again: the source may have been replaced since, and this is the moment that counts.
    const { object } = findCopySource(write.tx, input, write.now);
    if (!isShareable(object, input)) throw operationAborted();
    shareBody(write, object.body);
    return storeCopy(input, write, object);
  });
}

async function copyBytes(
  input: CopyObjectRequest,
  at: AsyncScope,
  source: { readonly object: ObjectRecord; readonly open: AsyncIterable<Uint8Array> },
): Promise<CopyObjectOutput> {
  const algorithm = requestedAlgorithm(input.ChecksumAlgorithm) ?? source.object.checksum.algorithm;
  const body = await receiveBody(at.blobs, source.open, { algorithm });
  try {
    return await at.write((write) =>
      storeCopy(input, write, {
        ...source.object,
        body: addBody(write, [body.segment]),
        etag: body.md5Hex,
        checksum: { ...body.checksum, type: "FULL_OBJECT" },
      }),
    );
  } catch (refusal) {
    await discard(at.blobs, body.segment);
    throw refusal;
  }
}

function storeCopy(input: CopyObjectRequest, at: WriteScope, source: ObjectRecord): CopyObjectOutput {
  const bucket = findBucket(at.tx, input);
  checkWriteConditions(input, objects.get(at.tx, [bucket.name, input.Key]), input.Key);
  const isReplacing = input.MetadataDirective === "REPLACE";
  const tags = input.TaggingDirective === "REPLACE" ? headerTags(input.Tagging) : (source.tags ?? []);
  const { body, sizeBytes, etag, checksum } = source;
  const copy: ObjectRecord = {
    body,
    sizeBytes,
    etag,
    checksum,
    lastModified: modificationTime(at.now),
    system: isReplacing ? systemMetadata(input) : source.system,
    metadata: isReplacing ? userMetadata(input) : source.metadata,
    ...(tags.length === 0 ? {} : { tags }),
  };
  storeObject(at, { bucket, key: input.Key, event: "ObjectCreated:Copy" }, copy);
  return {
    CopyObjectResult: {
      ETag: `"${etag}"`,
      LastModified: copy.lastModified,
      ...checksumMembers(checksum),
      ChecksumType: checksum.type,
    },
    ServerSideEncryption: "AES256",
  };
}
