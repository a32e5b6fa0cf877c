/** UntagResource: takes tags off a log group; keys that it does not have are ignored. */
import { operation } from "../../../platform/operation.ts";
import { Logs } from "../../../schema/generated/logs.ts";
import { nameOfIdentifier, putGroup, requireGroup } from "../group/group.ts";

export const untagResource = operation.write(Logs.UntagResource, {
  honours: ["resourceArn", "tagKeys"],
  on: (input) => input.resourceArn,
  run({ resourceArn, tagKeys }, at) {
    const group = requireGroup(at, nameOfIdentifier(at, resourceArn));
    const kept = Object.entries(group.tags).filter(([key]) => !tagKeys.includes(key));
    putGroup(at, { ...group, tags: Object.fromEntries(kept) });
    return {};
  },
});
