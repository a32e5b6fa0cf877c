/** ListRoleTags: the tags of a role, by key. */
import { operation } from "../../../platform/operation.ts";
import { IAM } from "../../../schema/generated/iam.ts";
import { pageOf } from "../listing/page.ts";
import { roleArn, roleNamed } from "../role/record.ts";

export const listRoleTags = operation.read(IAM.ListRoleTags, {
  honours: ["RoleName", "Marker", "MaxItems"],
  on: roleArn,
  run(input, at) {
    const tags = [...roleNamed(input.RoleName, at).tags].sort((left, right) => (left.Key < right.Key ? -1 : 1));
    const page = pageOf(tags, input, (tag) => tag.Key);
    return { Tags: page.items, ...page.rest };
  },
});
