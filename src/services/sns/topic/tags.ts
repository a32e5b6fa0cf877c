/** Tags of topics. @see https://docs.aws.amazon.com/sns/latest/dg/sns-tags.html */
import type { ReadScope } from "../../../platform/scope.ts";
import type { Tag } from "../../../schema/generated/sns.ts";
import { invalidParameter, resourceDoesNotExist, tooManyTags } from "../errors.ts";
import { TAGS_MAX } from "../limits.ts";
import { findTopic, topicKey } from "./find-topic.ts";
import type { StoredTopic } from "./topic.ts";

/** The tags of a request as a record. @throws ServiceError InvalidParameter, TagLimitExceeded */
export function checkedTags(tags: readonly Tag[] | undefined): Readonly<Record<string, string>> {
  const result = new Map((tags ?? []).map(({ Key, Value }) => [Key, Value]));
  if (result.size !== (tags ?? []).length) throw invalidParameter("Duplicated keys are not allowed.");
  if (result.size > TAGS_MAX) throw tooManyTags();
  return Object.fromEntries(result);
}

/** The topic whose tags a request is about. @throws ServiceError InvalidParameter, ResourceNotFound */
export function requireTaggedTopic(at: ReadScope, arn: string): StoredTopic {
  const topic = findTopic(at, topicKey(arn, at.region, "ResourceArn"));
  if (topic === undefined) throw resourceDoesNotExist();
  return topic;
}
