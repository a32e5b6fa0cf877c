/** The source of a copy: what the header names, and whether it may be copied. */
import type { ReadTransaction } from "../../../store/store.ts";
import { copySourceTooLarge, invalidArgument } from "../errors.ts";
import type { BodyRecord, ObjectRecord } from "../keyspaces.ts";
import { UPLOAD_MAXIMUM_BYTES } from "../limits.ts";
import { bodyOf } from "./body-store.ts";
import { checkCopySourceConditions } from "./conditions.ts";
import type { CopySourceConditions } from "./conditions.ts";
import { findObject } from "./find-object.ts";

/** The object that `x-amz-copy-source` names. */
export interface CopySource {
  readonly Bucket: string;
  readonly Key: string;
  readonly VersionId?: string;
}

/** `/bucket/key?versionId=id`, URL-encoded, the leading slash optional. @throws InvalidArgument */
export function parseCopySource(header: string): CopySource {
  const mark = header.lastIndexOf("?versionId=");
  const path = (mark < 0 ? header : header.slice(0, mark)).replace(/^\//, "");
  const versionId = mark < 0 ? undefined : header.slice(mark + "?versionId=".length);
  let plain: string;
  try {
    plain = decodeURIComponent(path);
  } catch {
    // A percent sign without two hexadecimal digits, or bytes that are no UTF-8: the caller's mistake.
    throw malformed(header);
  }
  const slash = plain.indexOf("/");
  if (slash <= 0 || slash === plain.length - 1) throw malformed(header);
  const source = { Bucket: plain.slice(0, slash), Key: plain.slice(slash + 1) };
  return versionId === undefined ? source : { ...source, VersionId: versionId };
}

/** @throws NoSuchBucket, NoSuchKey, PreconditionFailed */
export function findCopySource(
  tx: ReadTransaction,
  input: CopySourceConditions & {
    readonly CopySource: string;
    readonly ExpectedSourceBucketOwner?: string | undefined;
  },
  now: number,
): { readonly source: CopySource; readonly object: ObjectRecord; readonly body: BodyRecord } {
  const source = parseCopySource(input.CopySource);
  const { object } = findObject(tx, { ...source, ExpectedBucketOwner: input.ExpectedSourceBucketOwner });
  checkCopySourceConditions(input, object, now);
  return { source, object, body: bodyOf(tx, object.body) };
}

/** The bound of one copy, as of one upload. @throws InvalidRequest */
export function checkCopySize(sizeBytes: number): void {
  if (sizeBytes > UPLOAD_MAXIMUM_BYTES) throw copySourceTooLarge();
}

function malformed(header: string): Error {
  return invalidArgument("Invalid copy source object key", "x-amz-copy-source", header);
}
