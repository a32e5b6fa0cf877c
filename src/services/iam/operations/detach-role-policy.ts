/** DetachRolePolicy: detaches a managed policy. */
import { operation } from "../../../platform/operation.ts";
import { IAM } from "../../../schema/generated/iam.ts";
import { detach } from "../policy/attachment.ts";
import { roleArn, roleNamed } from "../role/record.ts";

export const detachRolePolicy = operation.write(IAM.DetachRolePolicy, {
  honours: ["RoleName", "PolicyArn"],
  on: roleArn,
  run(input, at) {
    detach(roleNamed(input.RoleName, at), input.PolicyArn, at);
    return {};
  },
});
