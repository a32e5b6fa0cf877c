/** What the listings have in common: the members that they read alike, and how keys are written in answers. */
import type { EncodingType, ListObjectsV2Output, Object as ListedObject, Owner } from "../../../schema/generated/s3.ts";
import { canonicalUserId } from "../bucket/bucket-arn.ts";
import { invalidArgument } from "../errors.ts";
import type { BucketRecord, ObjectRecord } from "../keyspaces.ts";
import { LISTING_PAGE_MAXIMUM } from "../limits.ts";
import { wellFormed } from "../object/object-key.ts";
import { commonPrefixOf } from "./list-keys.ts";
import type { ListingPosition } from "./list-keys.ts";

interface ListingInput {
  readonly Prefix?: string | undefined;
  readonly Delimiter?: string | undefined;
  readonly EncodingType?: string | undefined;
}

/** How many entries a page has: what was asked for, within S3's bound. @throws InvalidArgument */
export function pageSize(asked: number | undefined, name: string): number {
  if (asked === undefined) return LISTING_PAGE_MAXIMUM;
  if (asked < 0 || asked > 2 ** 31 - 1) {
    throw invalidArgument(`Argument ${name} must be an integer between 0 and 2147483647`, name, String(asked));
  }
  return Math.min(asked, LISTING_PAGE_MAXIMUM);
}

export function scopeOf(input: ListingInput): { readonly prefix: string; readonly delimiter: string } {
  return { prefix: wellFormed(input.Prefix ?? ""), delimiter: wellFormed(input.Delimiter ?? "") };
}

/**
 * Where a page behind a marker begins. A marker that is a common prefix was a NextMarker: the page goes on behind
 * everything that it stands for.
 */
export function behindMarker(
  marker: string | undefined,
  scope: { readonly prefix: string; readonly delimiter: string },
): ListingPosition | undefined {
  if (!marker) return undefined;
  const text = wellFormed(marker);
  const isCommonPrefix = text.startsWith(scope.prefix) && commonPrefixOf(text, scope) === text;
  return isCommonPrefix ? { kind: "prefix", prefix: text } : { kind: "key", key: text };
}

/** How the answer writes keys, prefixes and delimiters. */
export function writerOf(input: ListingInput): (text: string) => string {
  return input.EncodingType === "url" ? urlEncoded : (text) => text;
}

/** The members that echo the request. */
export function echo(
  input: ListingInput & { readonly EncodingType?: EncodingType | undefined },
): Pick<ListObjectsV2Output, "Prefix" | "Delimiter" | "EncodingType"> {
  const write = writerOf(input);
  return {
    Prefix: write(input.Prefix ?? ""),
    Delimiter: input.Delimiter ? write(input.Delimiter) : undefined,
    EncodingType: input.EncodingType,
  };
}

/** An object as listings show it. */
export function listedObject(key: string, object: ObjectRecord): ListedObject {
  return {
    Key: key,
    LastModified: object.lastModified,
    ETag: `"${object.etag}"`,
    ChecksumAlgorithm: [object.checksum.algorithm],
    ChecksumType: object.checksum.type,
    Size: object.sizeBytes,
    StorageClass: "STANDARD",
  };
}

export function ownerOf(bucket: BucketRecord): Owner {
  return { ID: canonicalUserId(bucket.account) };
}

/** Form encoding with slashes as they are: `=` is `%3D`, a space is `+`. */
function urlEncoded(text: string): string {
  return encodeURIComponent(text)
    .replace(/%20/g, "+")
    .replace(/%2F/g, "/")
    .replace(/[!'()~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}
