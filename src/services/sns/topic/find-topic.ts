/** Finding and storing topics, with those in use kept decoded, and AWS's refusals for ARNs that are none. */
import { local } from "../../../platform/local.ts";
import type { ReadScope, WriteScope } from "../../../platform/scope.ts";
import { invalidParameter, malformedArn, topicDoesNotExist } from "../errors.ts";
import { topics } from "../keyspaces.ts";
import { CACHED_TOPICS_MAX } from "../limits.ts";
import { type StoredTopic, type TopicKey, topicArn } from "./topic.ts";

/**
 * Decoded topics by ARN. A write that changes one drops it from here and reads it no more, so that whatever becomes of
 * the transaction, the next reader decodes what is stored.
 */
const decoded = local("sns.topics", () => new Map<string, StoredTopic>());

/** The topic of a request. @throws ServiceError InvalidParameter for what is no ARN of a topic here, NotFound */
export function requireTopic(at: ReadScope, arn: string, parameter = "TopicArn"): StoredTopic {
  const topic = findTopic(at, topicKey(arn, at.region, parameter));
  if (topic === undefined) throw topicDoesNotExist();
  return topic;
}

export function findTopic(at: ReadScope, key: TopicKey): StoredTopic | undefined {
  const cache = at.local(decoded);
  const arn = topicArn(key);
  const known = cache.get(arn);
  if (known !== undefined) return known;
  const topic = topics.get(at.tx, [key.account, key.region, key.name]);
  if (topic === undefined) return undefined;
  if (cache.size >= CACHED_TOPICS_MAX) cache.clear();
  cache.set(arn, topic);
  return topic;
}

/** Stores a topic, new or changed: the last thing that a write does with it. */
export function putTopic(at: WriteScope, topic: StoredTopic): void {
  topics.put(at.tx, [topic.account, topic.region, topic.name], topic);
  at.local(decoded).delete(topicArn(topic));
}

/** Removes a topic's record. */
export function removeTopic(at: WriteScope, topic: TopicKey): void {
  topics.delete(at.tx, [topic.account, topic.region, topic.name]);
  at.local(decoded).delete(topicArn(topic));
}

/** Reads the ARN of a topic in `region`. @throws ServiceError InvalidParameter */
export function topicKey(arn: string, region: string, parameter = "TopicArn"): TopicKey {
  const parts = arn.split(":");
  if (parts.length < 6) throw malformedArn(parameter, parts.length);
  const [prefix, partition, service, arnRegion, account, name] = parts;
  if (
    prefix !== "arn" ||
    !partition ||
    service !== "sns" ||
    arnRegion !== region ||
    !account ||
    !name ||
    parts.length > 6
  ) {
    throw invalidParameter(parameter);
  }
  return { account, region: arnRegion, name };
}
