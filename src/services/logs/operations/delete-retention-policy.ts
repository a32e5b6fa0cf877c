/** DeleteRetentionPolicy: the events of a group are kept for ever again. */
import { operation } from "../../../platform/operation.ts";
import { Logs } from "../../../schema/generated/logs.ts";
import { groupArn, putGroup, requireGroup } from "../group/group.ts";
import { rearmRetention } from "../group/retention.ts";

export const deleteRetentionPolicy = operation.write(Logs.DeleteRetentionPolicy, {
  honours: ["logGroupName"],
  on: (input, place) => groupArn(place, input.logGroupName),
  run({ logGroupName }, at) {
    const { retentionInDays: _, ...group } = requireGroup(at, logGroupName);
    putGroup(at, group);
    rearmRetention(at, group);
    return {};
  },
});
