/** Writing and removing an object, with everything that belongs to the same commit. */
import type { WriteScope } from "../../../platform/scope.ts";
import { tally } from "../bucket/tally.ts";
import { objects, uploads } from "../keyspaces.ts";
import type { BucketRecord, ObjectRecord } from "../keyspaces.ts";
import { announce } from "../notification/announce.ts";
import type { ObjectEventName } from "../notification/event-record.ts";
import { releaseBody } from "./body-store.ts";

const MILLISECONDS_PER_SECOND = 1000;

/** The time at which an object says that it was modified: S3 shows whole seconds. */
export function modificationTime(now: number): number {
  return Math.floor(now / MILLISECONDS_PER_SECOND) * MILLISECONDS_PER_SECOND;
}

/** Puts the object in the place of the one that is there, whose body is released, and tells those who want to know. */
export function storeObject(
  at: WriteScope,
  place: { readonly bucket: BucketRecord; readonly key: string; readonly event: ObjectEventName },
  object: ObjectRecord,
): void {
  const { bucket, key } = place;
  const previous = objects.get(at.tx, [bucket.name, key]);
  if (previous !== undefined) releaseBody(at, previous.body);
  objects.put(at.tx, [bucket.name, key], object);
  tally(at, bucket.name, {
    bytes: object.sizeBytes - (previous?.sizeBytes ?? 0),
    objects: previous === undefined ? 1 : 0,
  });
  noteChange(at, bucket.name, key);
  announce(at, bucket, { name: place.event, key, sizeBytes: object.sizeBytes, etag: object.etag });
}

/** Removes the object, if there is one. Events are sent either way, as AWS does. */
export function removeObject(at: WriteScope, bucket: BucketRecord, key: string): void {
  const previous = objects.get(at.tx, [bucket.name, key]);
  if (previous !== undefined) {
    releaseBody(at, previous.body);
    objects.delete(at.tx, [bucket.name, key]);
    tally(at, bucket.name, { bytes: -previous.sizeBytes, objects: -1 });
    noteChange(at, bucket.name, key);
  }
  announce(at, bucket, { name: "ObjectRemoved:Delete", key });
}

/** Uploads under way for the key cannot be completed conditionally any more. */
function noteChange(at: WriteScope, bucket: string, key: string): void {
  for (const { key: uploadKey, value } of uploads.range(at.tx, [bucket, key])) {
    if (!value.keyChanged) uploads.put(at.tx, uploadKey, { ...value, keyChanged: true });
  }
}
