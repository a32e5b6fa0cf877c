/** Finding the multipart upload that a request names. */
import type { ReadTransaction } from "../../../store/store.ts";
import { findBucket } from "../bucket/find-bucket.ts";
import { noSuchUpload } from "../errors.ts";
import { uploads } from "../keyspaces.ts";
import type { BucketRecord, UploadRecord } from "../keyspaces.ts";
import { checkKey, wellFormed } from "../object/object-key.ts";

interface UploadInput {
  readonly Bucket: string;
  readonly Key: string;
  readonly UploadId: string;
  readonly ExpectedBucketOwner?: string | undefined;
}

/** @throws NoSuchBucket; NoSuchUpload, also when the upload is of another key */
export function findUpload(
  tx: ReadTransaction,
  input: UploadInput,
): { readonly bucket: BucketRecord; readonly upload: UploadRecord } {
  const bucket = findBucket(tx, input);
  checkKey(input.Key);
  const upload = uploads.get(tx, [bucket.name, input.Key, wellFormed(input.UploadId)]);
  if (upload === undefined) throw noSuchUpload(input.UploadId);
  return { bucket, upload };
}
