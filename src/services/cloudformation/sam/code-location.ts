/** Where code is, as SAM's properties say it: an address in S3, or its parts. */
import { isTree } from "../template/tree.ts";
import type { Tree } from "../template/tree.ts";
import { invalidResource } from "./draft.ts";

const S3_URI = /^s3:\/\/([^/?]+)\/([^?]+)(?:\?versionId=(.+))?$/;

/** @throws ValidationError for anything that names no object */
export function codeLocation(id: string, { name, uri }: { readonly name: string; readonly uri: unknown }): Tree {
  if (isTree(uri) && uri["Bucket"] !== undefined && uri["Key"] !== undefined) {
    const version = uri["Version"] === undefined ? {} : { S3ObjectVersion: uri["Version"] };
    return { S3Bucket: uri["Bucket"], S3Key: uri["Key"], ...version };
  }
  const [, bucket, key, version] = S3_URI.exec(typeof uri === "string" ? uri : "") ?? [];
  if (bucket === undefined) {
    throw invalidResource(
      id,
      `'${name}' is not a valid S3 Uri of the form 's3://bucket/key' with optional versionId query parameter.`,
    );
  }
  return { S3Bucket: bucket, S3Key: key, ...(version === undefined ? {} : { S3ObjectVersion: version }) };
}
