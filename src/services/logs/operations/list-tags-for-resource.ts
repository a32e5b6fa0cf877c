/** ListTagsForResource: the tags of a log group. */
import { operation } from "../../../platform/operation.ts";
import { Logs } from "../../../schema/generated/logs.ts";
import { nameOfIdentifier, requireGroup } from "../group/group.ts";

export const listTagsForResource = operation.read(Logs.ListTagsForResource, {
  honours: ["resourceArn"],
  on: (input) => input.resourceArn,
  run: ({ resourceArn }, at) => ({ tags: requireGroup(at, nameOfIdentifier(at, resourceArn)).tags }),
});
