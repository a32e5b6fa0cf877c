/** GetRolePolicy: one inline policy of a role. */
import { operation } from "../../../platform/operation.ts";
import { IAM } from "../../../schema/generated/iam.ts";
import { rolePolicyMissing } from "../errors.ts";
import { encodeDocument } from "../policy/document.ts";
import { roleArn, roleNamed } from "../role/record.ts";

export const getRolePolicy = operation.read(IAM.GetRolePolicy, {
  honours: ["RoleName", "PolicyName"],
  on: roleArn,
  run(input, at) {
    const role = roleNamed(input.RoleName, at);
    const document = Object.hasOwn(role.inlinePolicies, input.PolicyName)
      ? role.inlinePolicies[input.PolicyName]
      : undefined;
    if (document === undefined) throw rolePolicyMissing(input.PolicyName);
    return { RoleName: role.name, PolicyName: input.PolicyName, PolicyDocument: encodeDocument(document) };
  },
});
