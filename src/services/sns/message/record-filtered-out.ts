/** What is told of a message that a filter policy kept from a subscription: lineage says why, metrics count it. */
import type { WriteScope } from "../../../platform/scope.ts";
import type { FilterVerdict } from "../filter/filter-verdict.ts";
import { filteredOut } from "../metrics.ts";
import { type StoredSubscription, subscriptionArn, topicKeyOf } from "../subscription/subscription.ts";
import type { PublishedMessage } from "./published-message.ts";

export function recordFilteredOut(
  at: WriteScope,
  subscription: StoredSubscription,
  { message, verdict }: { readonly message: PublishedMessage; readonly verdict: FilterVerdict },
): void {
  at.record({
    kind: "sns.delivery",
    resource: subscriptionArn(subscription),
    outcome: "filtered-out",
    reason: verdict.reason,
    parent: message.cause,
    subject: message.messageId,
  });
  filteredOut(at, topicKeyOf(subscription), verdict);
}
