/** TagResource: adds tags to a log group, and gives those that it has new values. */
import { operation } from "../../../platform/operation.ts";
import { Logs } from "../../../schema/generated/logs.ts";
import { nameOfIdentifier, putGroup, requireGroup } from "../group/group.ts";
import { addedTags } from "../group/tags.ts";

export const tagResource = operation.write(Logs.TagResource, {
  honours: ["resourceArn", "tags"],
  on: (input) => input.resourceArn,
  run({ resourceArn: arn, tags }, at) {
    const group = requireGroup(at, nameOfIdentifier(at, arn));
    putGroup(at, { ...group, tags: addedTags(group.tags, tags, { caller: at.caller, arn }) });
    return {};
  },
});
