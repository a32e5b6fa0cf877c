/** ListRolePolicies: the names of the inline policies of a role. */
import { operation } from "../../../platform/operation.ts";
import { IAM } from "../../../schema/generated/iam.ts";
import { pageOf } from "../listing/page.ts";
import { roleArn, roleNamed } from "../role/record.ts";

export const listRolePolicies = operation.read(IAM.ListRolePolicies, {
  honours: ["RoleName", "Marker", "MaxItems"],
  on: roleArn,
  run(input, at) {
    const names = Object.keys(roleNamed(input.RoleName, at).inlinePolicies).sort();
    const page = pageOf(names, input, (name) => name);
    return { PolicyNames: page.items, ...page.rest };
  },
});
