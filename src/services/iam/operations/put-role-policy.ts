/** PutRolePolicy: an inline policy of a role, new or changed. */
import { operation } from "../../../platform/operation.ts";
import { IAM } from "../../../schema/generated/iam.ts";
import { policyTooLong } from "../errors.ts";
import { roles } from "../keyspaces.ts";
import { INLINE_POLICIES_MAXIMUM_CHARACTERS } from "../limits.ts";
import { charactersOf, checkPolicy } from "../policy/document.ts";
import { roleArn, roleKey, roleNamed } from "../role/record.ts";

export const putRolePolicy = operation.write(IAM.PutRolePolicy, {
  honours: ["RoleName", "PolicyName", "PolicyDocument"],
  on: roleArn,
  run(input, at) {
    const role = roleNamed(input.RoleName, at);
    checkPolicy(input.PolicyDocument, "identity");
    const inlinePolicies = { ...role.inlinePolicies, [input.PolicyName]: input.PolicyDocument };
    const characters = Object.values(inlinePolicies).reduce((sum, document) => sum + charactersOf(document), 0);
    if (characters > INLINE_POLICIES_MAXIMUM_CHARACTERS) {
      throw policyTooLong(`role ${role.name}`, INLINE_POLICIES_MAXIMUM_CHARACTERS);
    }
    roles.put(at.tx, roleKey(at, role.name), { ...role, inlinePolicies });
    return {};
  },
});
