/** Tags of topics. @see https://docs.aws.amazon.com/sns/latest/dg/sns-tags.html */
import type { Caller } from "../../../platform/caller.ts";
import type { ReadScope } from "../../../platform/scope.ts";
import type { Tag } from "../../../schema/generated/sns.ts";
import { invalidParameter, reservedTagKey, resourceDoesNotExist, tooManyTags } from "../errors.ts";
import { TAGS_MAX } from "../limits.ts";
import { findTopic, topicKey } from "./find-topic.ts";
import type { StoredTopic } from "./topic.ts";

export type Tags = Readonly<Record<string, string>>;

/** The tags of a topic after those of a request came to `before`. @throws ServiceError InvalidParameter, TagLimitExceeded */
export function addedTags(before: Tags, given: readonly Tag[], caller: Caller): Tags {
  const added = Object.fromEntries(given.map(({ Key, Value }) => [Key, Value]));
  const keys = Object.keys(added);
  if (keys.length !== given.length) throw invalidParameter("Duplicated keys are not allowed.");
  checkKeys(keys, caller);
  const tags = { ...before, ...added };
  // Tags that AWS itself puts on a resource do not count.
  if (Object.keys(tags).filter((key) => !isReserved(key)).length > TAGS_MAX) throw tooManyTags();
  return tags;
}

/**
 * Checks keys that are to be given or taken: CloudFormation marks what it makes with keys of AWS's own, and nobody else may.
 * @throws ServiceError InvalidParameter
 */
export function checkKeys(keys: readonly string[], caller: Caller): void {
  if (caller.kind !== "service" && keys.some(isReserved)) throw reservedTagKey();
}

function isReserved(key: string): boolean {
  return key.toLowerCase().startsWith("aws:");
}

/** The topic whose tags a request is about. @throws ServiceError InvalidParameter, ResourceNotFound */
export function requireTaggedTopic(at: ReadScope, arn: string): StoredTopic {
  const topic = findTopic(at, topicKey(arn, at.region, "ResourceArn"));
  if (topic === undefined) throw resourceDoesNotExist();
  return topic;
}
