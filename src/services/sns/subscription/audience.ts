/** Who a message may go to: the confirmed subscriptions of a topic, with what each publish needs to know of them ready. */
import { local } from "../../../platform/local.ts";
import type { ReadScope } from "../../../platform/scope.ts";
import { isActive } from "../replay/replay.ts";
import type { TopicKey } from "../topic/topic.ts";
import { type FilterIndex, filterIndexOf } from "./filter-index.ts";
import { cachedSubscriptionsOf, findSubscription, subscriptionsOf } from "./find-subscription.ts";
import { type Listener, listenerOf } from "./listener.ts";
import type { StoredSubscription } from "./subscription.ts";

/** By the list of decoded subscriptions that they were made from: they go when it goes, and so are never stale. */
const audiences = local("sns.audiences", () => new WeakMap<readonly StoredSubscription[], Audience>());

export interface Audience {
  /** By the subscriptions' ids. */
  readonly byId: ReadonlyMap<string, Listener>;
  /** Those that replays have not paused, by what they ask for. */
  readonly active: FilterIndex;
  readonly paused: readonly Listener[];
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
  const audience: Audience = {
    byId: new Map(listeners.map((each) => [each.subscription.id, each])),
    active: filterIndexOf(listeners.filter(({ subscription }) => isActive(subscription))),
    paused: listeners.filter(({ subscription }) => !isActive(subscription)),
  };
  at.local(audiences).set(subscriptions, audience);
  return audience;
}
