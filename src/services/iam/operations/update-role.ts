/** UpdateRole: what a role is for, and how long its sessions may last. */
import { operation } from "../../../platform/operation.ts";
import { IAM } from "../../../schema/generated/iam.ts";
import { roles } from "../keyspaces.ts";
import { roleArn, roleKey, roleNamed } from "../role/record.ts";

export const updateRole = operation.write(IAM.UpdateRole, {
  honours: ["RoleName", "Description", "MaxSessionDuration"],
  on: roleArn,
  run(input, at) {
    const role = roleNamed(input.RoleName, at);
    roles.put(at.tx, roleKey(at, role.name), {
      ...role,
      description: input.Description ?? role.description,
      maximumSessionSeconds: input.MaxSessionDuration ?? role.maximumSessionSeconds,
    });
    return {};
  },
});
