/** Subscription filters: how those of a group are found, and how one is shown. */
import type { ReadScope } from "../../../platform/scope.ts";
import type { SubscriptionFilter } from "../../../schema/generated/logs.ts";
import type { Group } from "../group/group.ts";
import { subscriptionFilters } from "../keyspaces.ts";
import type { SubscriptionRecord } from "./subscription-record.ts";

export interface Subscription extends SubscriptionRecord {
  readonly name: string;
}

/** Those of a group by name; there are two at most. */
export function subscriptionsOf(at: ReadScope, groupId: number): readonly Subscription[] {
  return Array.from(subscriptionFilters.range(at.tx, [groupId]), ({ key, value }) => ({ ...value, name: key[1] }));
}

/** A filter as DescribeSubscriptionFilters shows it. */
export function describedSubscription(group: Group, { name, ...record }: Subscription): SubscriptionFilter {
  return {
    filterName: name,
    logGroupName: group.name,
    filterPattern: record.filterPattern,
    destinationArn: record.destinationArn,
    distribution: "ByLogStream",
    applyOnTransformedLogs: false,
    creationTime: record.createdAt,
  };
}
