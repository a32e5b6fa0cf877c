/** Who a message may go to: the confirmed subscriptions of a topic, with what each publish needs to know of them ready. */
import { local } from "../../../platform/local.ts";
import type { ReadScope } from "../../../platform/scope.ts";
import { compiledPolicy } from "../filter/compiled-policy.ts";
import type { FilterPolicy } from "../filter/parse-policy.ts";
import type { TopicKey } from "../topic/topic.ts";
import { subscriptionsOf } from "./find-subscription.ts";
import { type StoredSubscription, subscriptionArn } from "./subscription.ts";

export interface Listener {
  readonly subscription: StoredSubscription;
  readonly arn: string;
  /** Undefined when it wants every message. */
  readonly filterPolicy: FilterPolicy | undefined;
}

/** By the list of decoded subscriptions that they were made from: they go when it goes, and so are never stale. */
const audiences = local("sns.audiences", () => new WeakMap<readonly StoredSubscription[], readonly Listener[]>());

/** The audience of a topic, in the order of the subscriptions' ids. */
export function audienceOf(at: ReadScope, topic: TopicKey): readonly Listener[] {
  const subscriptions = subscriptionsOf(at, topic);
  const known = at.local(audiences).get(subscriptions);
  if (known !== undefined) return known;
  const audience = subscriptions.filter((each) => each.confirmed).map((each) => listenerOf(at, each));
  at.local(audiences).set(subscriptions, audience);
  return audience;
}

/** One subscription as a publish, or a replay, needs it. */
export function listenerOf(at: ReadScope, subscription: StoredSubscription): Listener {
  const { filterPolicy, filterPolicyScope = "MessageAttributes" } = subscription.settings;
  return {
    subscription,
    arn: subscriptionArn(subscription),
    filterPolicy: filterPolicy === undefined ? undefined : compiledPolicy(at, filterPolicy, filterPolicyScope),
  };
}
