/** The end of a multipart upload, with the parts that are not part of an object. */
import type { WriteScope } from "../../../platform/scope.ts";
import { tally } from "../bucket/tally.ts";
import { parts, uploads } from "../keyspaces.ts";
import { releaseBody } from "../object/body-store.ts";

export function removeUpload(
  at: WriteScope,
  upload: { readonly bucket: string; readonly key: string; readonly uploadId: string },
): void {
  let bytes = 0;
  for (const { key, value } of parts.range(at.tx, [upload.uploadId])) {
    releaseBody(at, value.body);
    parts.delete(at.tx, key);
    bytes += value.sizeBytes;
  }
  uploads.delete(at.tx, [upload.bucket, upload.key, upload.uploadId]);
  if (bytes > 0) tally(at, upload.bucket, { bytes: -bytes, objects: 0 });
}
