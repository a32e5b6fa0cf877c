/** Ending a subscription: it goes, and its topic counts it as deleted. */
import type { WriteScope } from "../../../platform/scope.ts";
import { findTopic, putTopic } from "../topic/find-topic.ts";
import { keepForGood } from "./confirmation-token.ts";
import { removeSubscription } from "./find-subscription.ts";
import { type StoredSubscription, topicKeyOf } from "./subscription.ts";

export function removeFromTopic(at: WriteScope, subscription: StoredSubscription): void {
  removeSubscription(at, subscription);
  keepForGood(at, subscription);
  const topic = findTopic(at, topicKeyOf(subscription));
  if (topic === undefined) return;
  putTopic(at, { ...topic, deletedSubscriptions: topic.deletedSubscriptions + 1 });
}
