/** The rules of tags on buckets and objects. */
import type { Caller } from "../../../platform/caller.ts";
import type { Tag } from "../../../schema/generated/s3.ts";
import { invalidArgument, invalidTag, tooManyBucketTags, tooManyObjectTags } from "../errors.ts";
import type { StoredTag } from "../keyspaces.ts";
import {
  BUCKET_TAGS_MAXIMUM,
  OBJECT_TAGS_MAXIMUM,
  TAG_KEY_MAXIMUM_LENGTH,
  TAG_VALUE_MAXIMUM_LENGTH,
} from "../limits.ts";

/** Letters and digits of any script, spaces, and these signs: https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html */
const CHARACTERS = /^[\p{L}\p{N}\p{Z}+\-=._:/@]*$/u;

/** @throws InvalidTag, BadRequest */
export function objectTags(tags: readonly Tag[]): readonly StoredTag[] {
  if (tags.length > OBJECT_TAGS_MAXIMUM) throw tooManyObjectTags();
  return checkedTags(tags, "Your TagKey cannot be prefixed with aws:");
}

/** @throws InvalidTag, BadRequest */
export function bucketTags(tags: readonly Tag[], caller: Caller): readonly StoredTag[] {
  const own = tags.filter((tag) => !isSystemTag(tag));
  if (own.length > BUCKET_TAGS_MAXIMUM) throw tooManyBucketTags();
  // CloudFormation puts tags that begin with `aws:` on what it makes; nobody else may.
  const isService = caller.kind === "service";
  const checked = checkedTags(isService ? own : tags, "System tags cannot be added/updated by requester");
  return isService ? [...tags.filter(isSystemTag).map(({ Key, Value }) => ({ Key, Value })), ...checked] : checked;
}

/** Whether the tag is one of AWS's own, which stay when a bucket's tags are replaced. */
export function isSystemTag(tag: Tag): boolean {
  return tag.Key.startsWith("aws:");
}

/** The tags of an `x-amz-tagging` header. @throws InvalidArgument, InvalidTag, BadRequest */
export function headerTags(header: string | undefined): readonly StoredTag[] {
  if (header === undefined || header === "") return [];
  const tags: StoredTag[] = [];
  for (const pair of header.split("&")) {
    const [key = "", value = "", ...rest] = pair.split("=").map(decoded);
    if (key === "" || rest.length > 0 || tags.some((tag) => tag.Key === key)) throw malformedHeader(header);
    tags.push({ Key: key, Value: value });
  }
  return objectTags(tags);

  function decoded(text: string): string {
    try {
      return decodeURIComponent(text.replaceAll("+", " "));
    } catch {
      // A percent sign without two hexadecimal digits is the only thing that fails here, and the caller's mistake.
      throw malformedHeader(header ?? "");
    }
  }
}

function checkedTags(tags: readonly Tag[], reservedMessage: string): readonly StoredTag[] {
  const seen = new Set<string>();
  for (const { Key, Value } of tags) {
    if (Key.startsWith("aws:")) throw invalidTag(reservedMessage);
    if (Key.length < 1 || Key.length > TAG_KEY_MAXIMUM_LENGTH || !CHARACTERS.test(Key)) {
      throw invalidTag("The TagKey you have provided is invalid", Key);
    }
    if (Value.length > TAG_VALUE_MAXIMUM_LENGTH || !CHARACTERS.test(Value)) {
      throw invalidTag("The TagValue you have provided is invalid", Key);
    }
    if (seen.has(Key)) throw invalidTag("Cannot provide multiple Tags with the same key", Key);
    seen.add(Key);
  }
  return tags.map(({ Key, Value }) => ({ Key, Value }));
}

function malformedHeader(header: string): Error {
  return invalidArgument(
    "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates.",
    "x-amz-tagging",
    header,
  );
}
