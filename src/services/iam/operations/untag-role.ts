/** UntagRole: removes tags by key. */
import { operation } from "../../../platform/operation.ts";
import { IAM } from "../../../schema/generated/iam.ts";
import { roles } from "../keyspaces.ts";
import { roleArn, roleKey, roleNamed } from "../role/record.ts";
import { withoutTags } from "../role/tags.ts";

export const untagRole = operation.write(IAM.UntagRole, {
  honours: ["RoleName", "TagKeys"],
  on: roleArn,
  run(input, at) {
    const role = roleNamed(input.RoleName, at);
    roles.put(at.tx, roleKey(at, role.name), { ...role, tags: withoutTags(role.tags, input.TagKeys) });
    return {};
  },
});
