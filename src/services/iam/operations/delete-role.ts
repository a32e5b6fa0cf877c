/** DeleteRole: only once nothing hangs on the role. */
import { operation } from "../../../platform/operation.ts";
import { IAM } from "../../../schema/generated/iam.ts";
import { attachedPoliciesLeft, inlinePoliciesLeft } from "../errors.ts";
import { roles } from "../keyspaces.ts";
import { roleArn, roleKey, roleNamed } from "../role/record.ts";

export const deleteRole = operation.write(IAM.DeleteRole, {
  honours: ["RoleName"],
  on: roleArn,
  run(input, at) {
    const role = roleNamed(input.RoleName, at);
    if (Object.keys(role.inlinePolicies).length > 0) throw inlinePoliciesLeft();
    if (role.attachedPolicies.length > 0) throw attachedPoliciesLeft();
    roles.delete(at.tx, roleKey(at, role.name));
    return {};
  },
});
