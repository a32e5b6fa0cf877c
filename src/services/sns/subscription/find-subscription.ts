/** Finding and storing subscriptions, with those of topics in use kept decoded. */
import { createHash } from "node:crypto";
import { local } from "../../../platform/local.ts";
import type { ReadScope, WriteScope } from "../../../platform/scope.ts";
import { invalidParameter, malformedArn, subscriptionDoesNotExist } from "../errors.ts";
import { endpoints, ownedSubscriptions, paces, replays, subscriptions } from "../keyspaces.ts";
import { CACHED_SUBSCRIPTION_CHARACTERS, CACHED_SUBSCRIPTION_CHARACTERS_MAX } from "../limits.ts";
import { type TopicKey, topicArn } from "../topic/topic.ts";
import { countFilterPolicy } from "./filter-policy-quota.ts";
import type { Protocol, StoredSubscription, SubscriptionKey } from "./subscription.ts";

/**
 * Decoded subscriptions by topic ARN. A write that changes one drops its topic from here and reads it no more, so that
 * whatever becomes of the transaction, the next reader decodes what is stored.
 */
const decoded = local<DecodedSubscriptions>("sns.subscriptions", () => ({ byTopic: new Map(), characters: 0 }));

interface DecodedSubscriptions {
  readonly byTopic: Map<string, readonly StoredSubscription[]>;
  /** About what they take in memory. */
  characters: number;
}

/** The subscription of a request. @throws ServiceError InvalidParameter, NotFound */
export function requireSubscription(at: ReadScope, arn: string): StoredSubscription {
  const subscription = findSubscription(at, subscriptionKey(arn, at.region));
  if (subscription === undefined) throw subscriptionDoesNotExist();
  return subscription;
}

/** The subscriptions of a topic, if they are kept decoded. */
export function cachedSubscriptionsOf(at: ReadScope, topic: TopicKey): readonly StoredSubscription[] | undefined {
  return at.local(decoded).byTopic.get(topicArn(topic));
}

export function findSubscription(at: ReadScope, key: SubscriptionKey): StoredSubscription | undefined {
  return subscriptions.get(at.tx, [key.account, key.region, key.topic, key.id]);
}

/** Reads a subscription's ARN. @throws ServiceError InvalidParameter */
export function subscriptionKey(arn: string, region: string): SubscriptionKey {
  if (arn === "") throw invalidParameter("SubscriptionArn Reason: no value for required parameter");
  const parts = arn.split(":");
  if (parts.length < 6) throw malformedArn("SubscriptionArn", parts.length);
  const [prefix, partition, service, arnRegion, account, topic, id] = parts;
  const named = prefix === "arn" && partition && service === "sns" && arnRegion === region && account && topic;
  if (!named || parts.length > 7 || id === undefined) throw invalidParameter("SubscriptionArn");
  if (!UUID.test(id)) throw invalidParameter("SubscriptionId");
  return { account, region: arnRegion, topic, id };
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The subscription that `endpoint` already has to the topic. */
export function findByEndpoint(
  at: ReadScope,
  topic: TopicKey,
  endpoint: { readonly protocol: Protocol; readonly endpoint: string },
): StoredSubscription | undefined {
  const id = endpoints.get(at.tx, endpointKey(topic, endpoint));
  return id === undefined ? undefined : findSubscription(at, { ...topic, topic: topic.name, id });
}

/** Every subscription of a topic, in the order of their ids. */
export function subscriptionsOf(at: ReadScope, topic: TopicKey): readonly StoredSubscription[] {
  const cache = at.local(decoded);
  const key = topicArn(topic);
  const known = cache.byTopic.get(key);
  if (known !== undefined) return known;
  const found: StoredSubscription[] = [];
  for (const { value } of subscriptions.range(at.tx, [topic.account, topic.region, topic.name])) found.push(value);
  const characters = charactersOf(found);
  if (characters > CACHED_SUBSCRIPTION_CHARACTERS_MAX) return found;
  if (cache.characters + characters > CACHED_SUBSCRIPTION_CHARACTERS_MAX) {
    cache.byTopic.clear();
    cache.characters = 0;
  }
  cache.byTopic.set(key, found);
  cache.characters += characters;
  return found;
}

/** Stores a subscription, new or changed. */
export function putSubscription(at: WriteScope, subscription: StoredSubscription): void {
  const { account, region, topic, id, owner } = subscription;
  countFilterPolicy(at, findSubscription(at, subscription), subscription);
  subscriptions.put(at.tx, [account, region, topic, id], subscription);
  ownedSubscriptions.put(at.tx, [owner, region, account, topic, id], null);
  endpoints.put(at.tx, endpointKey({ account, region, name: topic }, subscription), id);
  forget(at, subscription);
}

export function removeSubscription(at: WriteScope, subscription: StoredSubscription): void {
  const { account, region, topic, id, owner } = subscription;
  countFilterPolicy(at, findSubscription(at, subscription), undefined);
  subscriptions.delete(at.tx, [account, region, topic, id]);
  ownedSubscriptions.delete(at.tx, [owner, region, account, topic, id]);
  paces.delete(at.tx, [account, region, topic, id]);
  replays.delete(at.tx, [account, region, topic, id]);
  endpoints.delete(at.tx, endpointKey({ account, region, name: topic }, subscription));
  forget(at, subscription);
}

function forget(at: WriteScope, { account, region, topic }: SubscriptionKey): void {
  const cache = at.local(decoded);
  const key = topicArn({ account, region, name: topic });
  const known = cache.byTopic.get(key);
  if (known === undefined) return;
  cache.byTopic.delete(key);
  cache.characters -= charactersOf(known);
}

/** An empty topic counts as one subscription, so that there is a bound on how many of those are remembered. */
function charactersOf(found: readonly StoredSubscription[]): number {
  return found.reduce(
    (sum, { settings }) => sum + CACHED_SUBSCRIPTION_CHARACTERS + (settings.filterPolicy?.length ?? 0),
    CACHED_SUBSCRIPTION_CHARACTERS,
  );
}

/** Endpoints can be longer than a key may be: they are found by their hash. */
function endpointKey(
  topic: TopicKey,
  { protocol, endpoint }: { readonly protocol: Protocol; readonly endpoint: string },
): readonly [string, string, string, string, string] {
  const hash = createHash("sha256").update(endpoint).digest("hex");
  return [topic.account, topic.region, topic.name, protocol, hash];
}
