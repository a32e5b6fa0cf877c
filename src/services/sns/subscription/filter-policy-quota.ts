/** How many filter policies a topic and an account may have, counted once in a process and kept up to date from then on. */
import { local } from "../../../platform/local.ts";
import type { ReadScope, WriteScope } from "../../../platform/scope.ts";
import { tooManyFilterPolicies } from "../errors.ts";
import { subscriptions } from "../keyspaces.ts";
import { COUNTED_ACCOUNTS_MAX } from "../limits.ts";
import { snsSettings } from "../settings.ts";
import type { TopicKey } from "../topic/topic.ts";
import type { StoredSubscription } from "./subscription.ts";

/** The filter policies of an account in one region. */
interface PolicyCounts {
  ofAccount: number;
  readonly ofTopics: Map<string, number>;
}

/** By account and region. Counts change when a transaction has ended well, so that what came to nothing is not counted. */
const counted = local("sns.filter-policy-counts", () => new Map<string, PolicyCounts>());

/**
 * Whether a subscription of the topic may be given a filter policy. AWS raises these quotas on request, and a relaxed
 * cloud at once.
 * @throws ServiceError FilterPolicyLimitExceeded
 * @see https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html
 */
export function checkFilterPolicyQuota(at: ReadScope, topic: TopicKey): void {
  const { ofAccount, ofTopics } = countsOf(at, topic);
  const { filterPoliciesPerTopic, filterPoliciesPerAccount } = at.local(snsSettings).limits;
  if ((ofTopics.get(topic.name) ?? 0) >= filterPoliciesPerTopic) throw tooManyFilterPolicies("topic");
  if (ofAccount >= filterPoliciesPerAccount) throw tooManyFilterPolicies("account");
}

/** Keeps the counts when a subscription becomes another one, is new or goes. */
export function countFilterPolicy(
  at: WriteScope,
  before: StoredSubscription | undefined,
  after: StoredSubscription | undefined,
): void {
  const change = policiesOf(after) - policiesOf(before);
  const subscription = after ?? before;
  if (change === 0 || subscription === undefined) return;
  const { account, region, topic } = subscription;
  at.applied(() => {
    const counts = at.local(counted).get(placeOf(account, region));
    if (counts !== undefined) add(counts, topic, change);
  });
}

function countsOf(at: ReadScope, { account, region }: TopicKey): PolicyCounts {
  const cache = at.local(counted);
  const place = placeOf(account, region);
  const known = cache.get(place);
  if (known !== undefined) return known;
  const counts: PolicyCounts = { ofAccount: 0, ofTopics: new Map() };
  for (const { value } of subscriptions.range(at.tx, [account, region])) {
    if (policiesOf(value) > 0) add(counts, value.topic, 1);
  }
  if (cache.size >= COUNTED_ACCOUNTS_MAX) cache.clear();
  cache.set(place, counts);
  return counts;
}

function add(counts: PolicyCounts, topic: string, change: number): void {
  counts.ofAccount += change;
  const count = (counts.ofTopics.get(topic) ?? 0) + change;
  if (count > 0) counts.ofTopics.set(topic, count);
  else counts.ofTopics.delete(topic);
}

function policiesOf(subscription: StoredSubscription | undefined): number {
  return subscription?.settings.filterPolicy === undefined ? 0 : 1;
}

function placeOf(account: string, region: string): string {
  return `${account}/${region}`;
}
