/** UpdateAssumeRolePolicy: who may assume a role. */
import { operation } from "../../../platform/operation.ts";
import { IAM } from "../../../schema/generated/iam.ts";
import { roles } from "../keyspaces.ts";
import { TRUST_POLICY_MAXIMUM_CHARACTERS } from "../limits.ts";
import { checkPolicy } from "../policy/document.ts";
import { roleArn, roleKey, roleNamed } from "../role/record.ts";

export const updateAssumeRolePolicy = operation.write(IAM.UpdateAssumeRolePolicy, {
  honours: ["RoleName", "PolicyDocument"],
  on: roleArn,
  run(input, at) {
    const role = roleNamed(input.RoleName, at);
    checkPolicy(input.PolicyDocument, "trust", {
      name: "ACLSizePerRole",
      maximumCharacters: TRUST_POLICY_MAXIMUM_CHARACTERS,
    });
    roles.put(at.tx, roleKey(at, role.name), { ...role, trustPolicy: input.PolicyDocument });
    return {};
  },
});
