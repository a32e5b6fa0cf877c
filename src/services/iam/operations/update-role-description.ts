/** UpdateRoleDescription: what a role is for. */
import { operation } from "../../../platform/operation.ts";
import { IAM } from "../../../schema/generated/iam.ts";
import { roles } from "../keyspaces.ts";
import { describeRole, roleArn, roleKey, roleNamed } from "../role/record.ts";

export const updateRoleDescription = operation.write(IAM.UpdateRoleDescription, {
  honours: ["RoleName", "Description"],
  on: roleArn,
  run(input, at) {
    const role = { ...roleNamed(input.RoleName, at), description: input.Description };
    roles.put(at.tx, roleKey(at, role.name), role);
    return { Role: describeRole(role) };
  },
});
