/** ListAttachedRolePolicies: the managed policies that are attached to a role. */
import { operation } from "../../../platform/operation.ts";
import { IAM } from "../../../schema/generated/iam.ts";
import { pageOf } from "../listing/page.ts";
import { policyNameOf } from "../policy/record.ts";
import { roleArn, roleNamed } from "../role/record.ts";

export const listAttachedRolePolicies = operation.read(IAM.ListAttachedRolePolicies, {
  honours: ["RoleName", "PathPrefix", "Marker", "MaxItems"],
  on: roleArn,
  run(input, at) {
    const arns = [...roleNamed(input.RoleName, at).attachedPolicies].sort();
    const found = arns.filter((arn) => arn.split(":policy")[1]?.startsWith(input.PathPrefix ?? "/"));
    const page = pageOf(found, input, (arn) => arn);
    const attached = page.items.map((arn) => ({ PolicyName: policyNameOf(arn), PolicyArn: arn }));
    return { AttachedPolicies: attached, ...page.rest };
  },
});
