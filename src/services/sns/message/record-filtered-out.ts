/** What lineage is told of a message that a filter policy kept from a subscription. */
import type { WriteScope } from "../../../platform/scope.ts";
import type { FilterVerdict } from "../filter/filter-verdict.ts";
import type { PublishedMessage } from "./published-message.ts";

export function recordFilteredOut(
  at: WriteScope,
  subscriptionArn: string,
  { message, verdict }: { readonly message: PublishedMessage; readonly verdict: FilterVerdict },
): void {
  at.record({
    kind: "sns.delivery",
    resource: subscriptionArn,
    outcome: "filtered-out",
    reason: verdict.reason,
    parent: message.cause,
    subject: message.messageId,
  });
}
