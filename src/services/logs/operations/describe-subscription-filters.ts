/** DescribeSubscriptionFilters: the subscription filters of a group, by name. */
import { operation } from "../../../platform/operation.ts";
import { Logs } from "../../../schema/generated/logs.ts";
import { invalidToken } from "../errors.ts";
import { groupArn, requireGroup } from "../group/group.ts";
import { DESCRIBE_LIMIT_DEFAULT } from "../limits.ts";
import { readListToken, writeListToken } from "../list-token.ts";
import { describedSubscription, subscriptionsOf } from "../subscription/subscription-store.ts";

export const describeSubscriptionFilters = operation.read(Logs.DescribeSubscriptionFilters, {
  honours: ["logGroupName", "filterNamePrefix", "nextToken", "limit"],
  on: (input, place) => groupArn(place, input.logGroupName),
  run({ logGroupName, filterNamePrefix = "", nextToken, limit = DESCRIBE_LIMIT_DEFAULT }, at) {
    const group = requireGroup(at, logGroupName);
    const after = nextToken === undefined ? "" : readListToken(nextToken)[0];
    if (typeof after !== "string") throw invalidToken();
    const left = subscriptionsOf(at, group.id).filter(
      (each) => each.name.startsWith(filterNamePrefix) && (after === "" || each.name > after),
    );
    const page = left.slice(0, limit);
    const subscriptionFilters = page.map((each) => describedSubscription(group, each));
    const last = page.at(-1);
    if (left.length === page.length || last === undefined) return { subscriptionFilters };
    return { subscriptionFilters, nextToken: writeListToken([last.name]) };
  },
});
