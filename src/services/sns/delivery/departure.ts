/** How a delivery to an endpoint outside sets out: in a lane of its own subscription, and no faster than a throttle allows. */
import type { WriteScope } from "../../../platform/scope.ts";
import { SECOND_MILLISECONDS } from "../../../kernel/durations.ts";
import { paces } from "../keyspaces.ts";
import { type StoredSubscription, subscriptionArn } from "../subscription/subscription.ts";
import type { StoredTopic } from "../topic/topic.ts";
import { effectivePolicy } from "./delivery-policy.ts";

/** What an effect is told of when and beside whom it runs. */
export interface Departure {
  readonly lane?: string;
  readonly dueAt?: number;
}

/** The departure of a new delivery. */
export function departureOf(at: WriteScope, topic: StoredTopic, subscription: StoredSubscription): Departure {
  const dueAt = nextPlace(at, topic, subscription);
  return { ...laneOf(subscription), ...(dueAt === undefined ? {} : { dueAt }) };
}

/** A slow or dead endpoint holds up its own subscription, and nobody else's. */
export function laneOf(subscription: StoredSubscription): Pick<Departure, "lane"> {
  return isHttp(subscription.protocol) ? { lane: `sns:${subscriptionArn(subscription)}` } : {};
}

/**
 * When the subscription's throttle lets one more attempt begin; undefined when it has none. Every attempt, retries
 * included, takes one place, and places are as far apart as the rate says: it is an average, as AWS promises no more.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html, "Creating an HTTP/S delivery policy"
 */
export function nextPlace(at: WriteScope, topic: StoredTopic, subscription: StoredSubscription): number | undefined {
  if (!isHttp(subscription.protocol)) return undefined;
  const { throttlePolicy } = effectivePolicy(topic.settings.deliveryPolicy, subscription.settings.deliveryPolicy);
  if (throttlePolicy === undefined) return undefined;
  const { account, region, topic: name, id } = subscription;
  const place = Math.max(at.now, paces.get(at.tx, [account, region, name, id]) ?? 0);
  paces.put(at.tx, [account, region, name, id], place + SECOND_MILLISECONDS / throttlePolicy.maxReceivesPerSecond);
  return Math.ceil(place);
}

export function isHttp(protocol: string): boolean {
  return protocol === "http" || protocol === "https";
}
