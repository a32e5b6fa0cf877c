/** What GET and HEAD say about an object. */
import type { GetObjectRequest, HeadObjectOutput } from "../../../schema/generated/s3.ts";
import { checksumMembers } from "../checksum/claimed-checksum.ts";
import type { BodyRecord, ObjectRecord } from "../keyspaces.ts";
import type { Selection } from "./byte-range.ts";

type Overrides = Pick<
  GetObjectRequest,
  | "ChecksumMode"
  | "PartNumber"
  | "ResponseCacheControl"
  | "ResponseContentDisposition"
  | "ResponseContentEncoding"
  | "ResponseContentLanguage"
  | "ResponseContentType"
  | "ResponseExpires"
>;

/** The input members that GET and HEAD act upon alike. RequestPayer concerns only buckets whose requesters pay. */
export const READ_MEMBERS = [
  "Bucket",
  "Key",
  "IfMatch",
  "IfNoneMatch",
  "IfModifiedSince",
  "IfUnmodifiedSince",
  "Range",
  "PartNumber",
  "VersionId",
  "ChecksumMode",
  "ResponseCacheControl",
  "ResponseContentDisposition",
  "ResponseContentEncoding",
  "ResponseContentLanguage",
  "ResponseContentType",
  "ResponseExpires",
  "ExpectedBucketOwner",
  "RequestPayer",
] as const;

/** Everything but the body. The gateway answers 206 when ContentRange is there, or a part was asked for. */
export function describeObject(
  found: { readonly object: ObjectRecord; readonly body: BodyRecord },
  selection: Selection,
  input: Overrides,
): Omit<HeadObjectOutput, "ArchiveStatus"> {
  const { object } = found;
  const { system } = object;
  const range = selection.range;
  return {
    AcceptRanges: "bytes",
    LastModified: object.lastModified,
    ContentLength: selection.sizeBytes,
    ETag: `"${object.etag}"`,
    ContentType: input.ResponseContentType ?? system.ContentType,
    CacheControl: input.ResponseCacheControl ?? system.CacheControl,
    ContentDisposition: input.ResponseContentDisposition ?? system.ContentDisposition,
    ContentEncoding: input.ResponseContentEncoding ?? system.ContentEncoding,
    ContentLanguage: input.ResponseContentLanguage ?? system.ContentLanguage,
    Expires: input.ResponseExpires === undefined ? system.Expires : new Date(input.ResponseExpires).toUTCString(),
    ContentRange: range === undefined ? undefined : `bytes ${range.first}-${range.last}/${object.sizeBytes}`,
    ServerSideEncryption: "AES256",
    Metadata: object.metadata,
    PartsCount: input.PartNumber === undefined ? undefined : object.partsCount,
    ...checksumOf(found, selection, input),
  };
}

/** Shown on demand, and only when it is the checksum of exactly what is answered. */
function checksumOf(
  { object, body }: { readonly object: ObjectRecord; readonly body: BodyRecord },
  selection: Selection,
  input: Overrides,
): Partial<HeadObjectOutput> {
  if (input.ChecksumMode !== "ENABLED") return {};
  if (selection.part !== undefined) {
    const checksum = body.segments[selection.part]?.checksum;
    if (checksum === undefined || object.checksum.type !== "COMPOSITE") return {};
    return { ...checksumMembers(checksum), ChecksumType: object.checksum.type };
  }
  if (selection.sizeBytes !== object.sizeBytes) return {};
  return { ...checksumMembers(object.checksum), ChecksumType: object.checksum.type };
}
