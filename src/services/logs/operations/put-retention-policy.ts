/** PutRetentionPolicy: says for how many days the events of a group are kept. */
import { operation } from "../../../platform/operation.ts";
import { Logs } from "../../../schema/generated/logs.ts";
import { invalidRetention } from "../errors.ts";
import { groupArn, putGroup, requireGroup } from "../group/group.ts";
import { rearmRetention } from "../group/retention.ts";
import { RETENTION_DAYS } from "../limits.ts";

export const putRetentionPolicy = operation.write(Logs.PutRetentionPolicy, {
  honours: ["logGroupName", "retentionInDays"],
  on: (input, place) => groupArn(place, input.logGroupName),
  run({ logGroupName, retentionInDays }, at) {
    if (!RETENTION_DAYS.some((days) => days === retentionInDays)) {
      throw invalidRetention(retentionInDays, RETENTION_DAYS);
    }
    const group = { ...requireGroup(at, logGroupName), retentionInDays };
    putGroup(at, group);
    rearmRetention(at, group);
    return {};
  },
});
