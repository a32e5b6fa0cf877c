/** Finding the object that a request names. */
import type { ReadTransaction } from "../../../store/store.ts";
import { findBucket } from "../bucket/find-bucket.ts";
import { invalidVersionId, noSuchKey } from "../errors.ts";
import { objects } from "../keyspaces.ts";
import type { BucketRecord, ObjectRecord } from "../keyspaces.ts";
import { checkKey } from "./object-key.ts";

interface ObjectInput {
  readonly Bucket: string;
  readonly Key: string;
  readonly VersionId?: string | undefined;
  readonly ExpectedBucketOwner?: string | undefined;
}

/** @throws NoSuchBucket, NoSuchKey, InvalidArgument for a version that a bucket without versions cannot have */
export function findObject(
  tx: ReadTransaction,
  input: ObjectInput,
): { readonly bucket: BucketRecord; readonly object: ObjectRecord } {
  const bucket = findBucket(tx, input);
  checkKey(input.Key);
  checkVersion(input.VersionId);
  const object = objects.get(tx, [bucket.name, input.Key]);
  if (object === undefined) throw noSuchKey(input.Key);
  return { bucket, object };
}

/** In a bucket that never had versions, each object is the version `null`. @throws InvalidArgument */
export function checkVersion(versionId: string | undefined): void {
  if (versionId !== undefined && versionId !== "null") throw invalidVersionId(versionId);
}
