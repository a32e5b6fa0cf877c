/** DeleteLogGroup: removes a group with its streams, events and retention policy. */
import { operation } from "../../../platform/operation.ts";
import { Logs } from "../../../schema/generated/logs.ts";
import { clearLater } from "../group/clear.ts";
import { groupArn, requireGroup } from "../group/group.ts";
import { cancelRetention } from "../group/retention.ts";
import { groups, subscriptionFilters } from "../keyspaces.ts";

export const deleteLogGroup = operation.write(Logs.DeleteLogGroup, {
  honours: ["logGroupName"],
  on: (input, place) => groupArn(place, input.logGroupName),
  run({ logGroupName }, at) {
    const { id } = requireGroup(at, logGroupName);
    groups.delete(at.tx, [at.account, at.region, logGroupName]);
    for (const key of subscriptionFilters.keys(at.tx, [id])) subscriptionFilters.delete(at.tx, key);
    cancelRetention(at, id);
    clearLater(at, { what: "group", groupId: id });
    return {};
  },
});
