/** GetRole: everything about one role. */
import { operation } from "../../../platform/operation.ts";
import { IAM } from "../../../schema/generated/iam.ts";
import { describeRoleInFull, roleArn, roleNamed } from "../role/record.ts";

export const getRole = operation.read(IAM.GetRole, {
  honours: ["RoleName"],
  on: roleArn,
  run: (input, at) => ({ Role: describeRoleInFull(roleNamed(input.RoleName, at)) }),
});
