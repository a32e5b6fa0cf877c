/** How many topics an account has in a region, and the quota of each kind. */
import type { ReadScope, WriteScope } from "../../../platform/scope.ts";
import { tooManyTopics } from "../errors.ts";
import { topicCounts, topics } from "../keyspaces.ts";
import { FIFO_TOPICS_MAX, STANDARD_TOPICS_MAX } from "../limits.ts";
import type { StoredTopic } from "./topic.ts";

type Counted = Pick<StoredTopic, "account" | "region" | "fifo">;

/** Counts a topic that is about to be stored. @throws ServiceError TopicLimitExceeded */
export function countNewTopic(at: WriteScope, topic: Counted): void {
  const before = topicCount(at, topic);
  if (before >= (topic.fifo ? FIFO_TOPICS_MAX : STANDARD_TOPICS_MAX)) throw tooManyTopics();
  topicCounts.put(at.tx, keyOf(topic), before + 1);
}

/** Counts a topic that is about to be removed. */
export function countDeletedTopic(at: WriteScope, topic: Counted): void {
  topicCounts.put(at.tx, keyOf(topic), topicCount(at, topic) - 1);
}

function topicCount(at: ReadScope, topic: Counted): number {
  const known = topicCounts.get(at.tx, keyOf(topic));
  if (known !== undefined) return known;
  // Data of a version that did not count: counted once.
  let found = 0;
  for (const [, , name] of topics.keys(at.tx, [topic.account, topic.region])) {
    if (name.endsWith(".fifo") === topic.fifo) found++;
  }
  return found;
}

function keyOf({ account, region, fifo }: Counted): readonly [string, string, string] {
  return [account, region, fifo ? "fifo" : "standard"];
}
