/** What lineage is told of a message that filter policies kept from subscriptions. */
import type { Resources } from "../../../platform/lineage/lineage.ts";
import type { WriteScope } from "../../../platform/scope.ts";
import type { FilterVerdict } from "../filter/filter-verdict.ts";
import type { PublishedMessage } from "./published-message.ts";

/** @param subscriptions those that are refused for the same reason */
export function recordFilteredOut(
  at: WriteScope,
  subscriptions: Resources,
  { message, verdict }: { readonly message: PublishedMessage; readonly verdict: FilterVerdict },
): void {
  at.recordEach({
    kind: "sns.delivery",
    resources: subscriptions,
    outcome: "filtered-out",
    reason: verdict.reason,
    parent: message.cause,
    subject: message.messageId,
  });
}
