/** CreateLogGroup: makes an empty log group of the Standard class. */
import { operation } from "../../../platform/operation.ts";
import { notImplemented } from "../../../platform/service-error.ts";
import { Logs } from "../../../schema/generated/logs.ts";
import { groupExists, reservedGroupName } from "../errors.ts";
import { findGroup, groupArn, putGroup } from "../group/group.ts";
import { nextNumber } from "../group/next-number.ts";
import { addedTags } from "../group/tags.ts";

export const createLogGroup = operation.write(Logs.CreateLogGroup, {
  honours: ["logGroupName", "tags", "logGroupClass"],
  on: (input, place) => groupArn(place, input.logGroupName),
  run(input, at) {
    const { logGroupName: name, logGroupClass = "STANDARD" } = input;
    if (/^aws\//i.test(name)) throw reservedGroupName();
    if (logGroupClass !== "STANDARD") throw notImplemented(`log groups of the class ${logGroupClass}`);
    if (findGroup(at, name) !== undefined) throw groupExists();
    const { account, region, now } = at;
    const tags = addedTags({}, input.tags ?? {}, { caller: at.caller, arn: groupArn(at, name) });
    putGroup(at, { id: nextNumber(at, "groups"), name, account, region, createdAt: now, tags });
    return {};
  },
});
