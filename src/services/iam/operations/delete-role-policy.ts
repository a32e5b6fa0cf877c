/** DeleteRolePolicy: removes one inline policy of a role. */
import { operation } from "../../../platform/operation.ts";
import { IAM } from "../../../schema/generated/iam.ts";
import { rolePolicyMissing } from "../errors.ts";
import { roles } from "../keyspaces.ts";
import { roleArn, roleKey, roleNamed } from "../role/record.ts";

export const deleteRolePolicy = operation.write(IAM.DeleteRolePolicy, {
  honours: ["RoleName", "PolicyName"],
  on: roleArn,
  run(input, at) {
    const role = roleNamed(input.RoleName, at);
    if (!Object.hasOwn(role.inlinePolicies, input.PolicyName)) throw rolePolicyMissing(input.PolicyName);
    const { [input.PolicyName]: _gone, ...inlinePolicies } = role.inlinePolicies;
    roles.put(at.tx, roleKey(at, role.name), { ...role, inlinePolicies });
    return {};
  },
});
