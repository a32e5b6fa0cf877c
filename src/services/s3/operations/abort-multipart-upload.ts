/** AbortMultipartUpload: the parts go with the upload. */
import { operation } from "../../../platform/operation.ts";
import { S3 } from "../../../schema/generated/s3.ts";
import { objectArn } from "../object/object-key.ts";
import { findUpload } from "../upload/find-upload.ts";
import { removeUpload } from "../upload/remove-upload.ts";

export const abortMultipartUpload = operation.write(S3.AbortMultipartUpload, {
  honours: ["Bucket", "Key", "UploadId", "ExpectedBucketOwner", "RequestPayer"],
  on: objectArn,
  run(input, at) {
    const { bucket } = findUpload(at.tx, input);
    removeUpload(at, { bucket: bucket.name, key: input.Key, uploadId: input.UploadId });
    return {};
  },
});
