/** DeleteSubscriptionFilter: nothing more is sent, what waits to be sent again included. */
import { operation } from "../../../platform/operation.ts";
import { Logs } from "../../../schema/generated/logs.ts";
import { subscriptionFilterNotFound } from "../errors.ts";
import { groupArn, requireGroup } from "../group/group.ts";
import { subscriptionFilters } from "../keyspaces.ts";

export const deleteSubscriptionFilter = operation.write(Logs.DeleteSubscriptionFilter, {
  honours: ["logGroupName", "filterName"],
  on: (input, place) => groupArn(place, input.logGroupName),
  run({ logGroupName, filterName }, at) {
    const { id } = requireGroup(at, logGroupName);
    if (subscriptionFilters.get(at.tx, [id, filterName]) === undefined) throw subscriptionFilterNotFound();
    subscriptionFilters.delete(at.tx, [id, filterName]);
    return {};
  },
});
