/** Who a message may go to: the confirmed subscriptions of a topic, with what each publish needs to know of them ready. */
import { type Arn, parseArn } from "../../../kernel/arn.ts";
import { local } from "../../../platform/local.ts";
import type { ReadScope } from "../../../platform/scope.ts";
import { compiledPolicy } from "../filter/compiled-policy.ts";
import type { FilterPolicy } from "../filter/parse-policy.ts";
import type { TopicKey } from "../topic/topic.ts";
import { cachedSubscriptionsOf, findSubscription, subscriptionsOf } from "./find-subscription.ts";
import { type StoredSubscription, subscriptionArn } from "./subscription.ts";

export interface Listener {
  readonly subscription: StoredSubscription;
  readonly arn: string;
  /** The queue that it delivers to, if it is one. */
  readonly queue: Arn | undefined;
  /** Undefined when it wants every message. */
  readonly filterPolicy: FilterPolicy | undefined;
}

/** By the list of decoded subscriptions that they were made from: they go when it goes, and so are never stale. */
const audiences = local("sns.audiences", () => new WeakMap<readonly StoredSubscription[], Audience>());

export interface Audience {
  /** In the order of the subscriptions' ids. */
  readonly listeners: readonly Listener[];
  /** The same by the subscriptions' ids. */
  readonly byId: ReadonlyMap<string, Listener>;
}

/** The audience of a topic. */
export function audienceOf(at: ReadScope, topic: TopicKey): Audience {
  return preparedAudience(at, subscriptionsOf(at, topic));
}

/** Some of a topic's audience by their ids, undefined for those that have gone; without reading all the others for them. */
export function listenersOf(
  at: ReadScope,
  { account, region, name: topic }: TopicKey,
  ids: readonly string[],
): readonly (Listener | undefined)[] {
  const subscriptions = cachedSubscriptionsOf(at, { account, region, name: topic });
  if (subscriptions !== undefined) {
    const { byId } = preparedAudience(at, subscriptions);
    return ids.map((id) => byId.get(id));
  }
  return ids.map((id) => {
    const subscription = findSubscription(at, { account, region, topic, id });
    return subscription === undefined ? undefined : listenerOf(at, subscription);
  });
}

function preparedAudience(at: ReadScope, subscriptions: readonly StoredSubscription[]): Audience {
  const known = at.local(audiences).get(subscriptions);
  if (known !== undefined) return known;
  const listeners = subscriptions.filter((each) => each.confirmed).map((each) => listenerOf(at, each));
  const audience = { listeners, byId: new Map(listeners.map((each) => [each.subscription.id, each])) };
  at.local(audiences).set(subscriptions, audience);
  return audience;
}

/** One subscription as a publish, or a replay, needs it. */
export function listenerOf(at: ReadScope, subscription: StoredSubscription): Listener {
  const { protocol, endpoint, settings } = subscription;
  const { filterPolicy, filterPolicyScope = "MessageAttributes" } = settings;
  return {
    subscription,
    arn: subscriptionArn(subscription),
    queue: protocol === "sqs" ? parseArn(endpoint) : undefined,
    filterPolicy: filterPolicy === undefined ? undefined : compiledPolicy(at, filterPolicy, filterPolicyScope),
  };
}
