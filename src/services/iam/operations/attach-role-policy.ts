/** AttachRolePolicy: attaches a managed policy, of the account or of AWS. */
import { operation } from "../../../platform/operation.ts";
import { IAM } from "../../../schema/generated/iam.ts";
import { attach } from "../policy/attachment.ts";
import { roleArn, roleNamed } from "../role/record.ts";

export const attachRolePolicy = operation.write(IAM.AttachRolePolicy, {
  honours: ["RoleName", "PolicyArn"],
  on: roleArn,
  run(input, at) {
    attach(roleNamed(input.RoleName, at), input.PolicyArn, at);
    return {};
  },
});
