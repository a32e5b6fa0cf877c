/** Conditional requests: which reads and writes go ahead, by entity tag and by date. */
import { headerNotImplemented, noSuchKey, notModified, preconditionFailed } from "../errors.ts";

/** What conditions look at. */
export interface Conditioned {
  /** Without quotes. */
  readonly etag: string;
  /** Whole seconds, in milliseconds. */
  readonly lastModified: number;
}

export interface ReadConditions {
  readonly IfMatch?: string | undefined;
  readonly IfNoneMatch?: string | undefined;
  readonly IfModifiedSince?: number | undefined;
  readonly IfUnmodifiedSince?: number | undefined;
}

export interface CopySourceConditions {
  readonly CopySourceIfMatch?: string | undefined;
  readonly CopySourceIfNoneMatch?: string | undefined;
  readonly CopySourceIfModifiedSince?: number | undefined;
  readonly CopySourceIfUnmodifiedSince?: number | undefined;
}

export interface WriteConditions {
  readonly IfMatch?: string | undefined;
  readonly IfNoneMatch?: string | undefined;
}

/**
 * If-Match speaks before If-Unmodified-Since and If-None-Match before If-Modified-Since; a date in the future is ignored.
 * @throws PreconditionFailed, or NotModified (304)
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
 */
export function checkReadConditions(conditions: ReadConditions, object: Conditioned, now: number): void {
  const failure = brokenCondition(conditions, object, now);
  if (failure === undefined) return;
  if (failure === "If-Match" || failure === "If-Unmodified-Since") throw preconditionFailed(failure);
  throw notModified({ ETag: `"${object.etag}"`, LastModified: object.lastModified });
}

/** The same rules for the source of a copy, where each broken one is a failure. @throws PreconditionFailed */
export function checkCopySourceConditions(conditions: CopySourceConditions, source: Conditioned, now: number): void {
  const failure = brokenCondition(
    {
      IfMatch: conditions.CopySourceIfMatch,
      IfNoneMatch: conditions.CopySourceIfNoneMatch,
      IfModifiedSince: conditions.CopySourceIfModifiedSince,
      IfUnmodifiedSince: conditions.CopySourceIfUnmodifiedSince,
    },
    source,
    now,
  );
  if (failure !== undefined) throw preconditionFailed(`x-amz-copy-source-${failure}`);
}

/**
 * Whether the object that is there now may be replaced; call it in the transaction that replaces it.
 * @throws PreconditionFailed; NoSuchKey for If-Match without an object; NotImplemented for values that S3 does not take
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
export function checkWriteConditions(conditions: WriteConditions, present: Conditioned | undefined, key: string): void {
  const { IfMatch: ifMatch, IfNoneMatch: ifNoneMatch } = conditions;
  if (ifMatch !== undefined && ifNoneMatch !== undefined) {
    throw headerNotImplemented("If-Match,If-None-Match", "Multiple conditional request headers present in the request");
  }
  if (ifNoneMatch !== undefined) {
    if (ifNoneMatch !== "*") throw unacceptedValue("If-None-Match");
    if (present !== undefined) throw preconditionFailed("If-None-Match");
  }
  if (ifMatch !== undefined) {
    if (ifMatch === "*") throw unacceptedValue("If-Match");
    if (present === undefined) throw noSuchKey(key);
    if (!namesTag(ifMatch, present.etag)) throw preconditionFailed("If-Match");
  }
}

/** Whether the object may be deleted; `*` asks only that there is one. @throws PreconditionFailed, NoSuchKey */
export function checkDeleteCondition(ifMatch: string | undefined, present: Conditioned | undefined, key: string): void {
  if (ifMatch === undefined) return;
  if (present === undefined) throw noSuchKey(key);
  if (!namesTag(ifMatch, present.etag)) throw preconditionFailed("If-Match");
}

/** An entity tag as S3 compares it: quotes or none. */
export function bareTag(etag: string): string {
  return etag.trim().replace(/^"|"$/g, "");
}

type ConditionName = "If-Match" | "If-None-Match" | "If-Modified-Since" | "If-Unmodified-Since";

function brokenCondition(conditions: ReadConditions, object: Conditioned, now: number): ConditionName | undefined {
  const { IfMatch, IfNoneMatch, IfModifiedSince, IfUnmodifiedSince } = conditions;
  if (IfMatch !== undefined) {
    if (!namesTag(IfMatch, object.etag)) return "If-Match";
  } else if (IfUnmodifiedSince !== undefined && object.lastModified > IfUnmodifiedSince) return "If-Unmodified-Since";
  if (IfNoneMatch !== undefined) {
    if (namesTag(IfNoneMatch, object.etag)) return "If-None-Match";
  } else if (IfModifiedSince !== undefined && IfModifiedSince <= now && object.lastModified <= IfModifiedSince) {
    return "If-Modified-Since";
  }
  return undefined;
}

/** Whether a header, one tag or several or `*`, names the tag. */
function namesTag(header: string, etag: string): boolean {
  if (header.trim() === "*") return true;
  return header.split(",").some((each) => bareTag(each) === etag);
}

function unacceptedValue(header: string): Error {
  return headerNotImplemented(header, `We don't accept the provided value of ${header} header for this API`);
}
