/** TagRole: adds tags, or gives them new values. */
import { operation } from "../../../platform/operation.ts";
import { IAM } from "../../../schema/generated/iam.ts";
import { roles } from "../keyspaces.ts";
import { roleArn, roleKey, roleNamed } from "../role/record.ts";
import { withTags } from "../role/tags.ts";

export const tagRole = operation.write(IAM.TagRole, {
  honours: ["RoleName", "Tags"],
  on: roleArn,
  run(input, at) {
    const role = roleNamed(input.RoleName, at);
    roles.put(at.tx, roleKey(at, role.name), { ...role, tags: withTags(role.tags, input.Tags) });
    return {};
  },
});
