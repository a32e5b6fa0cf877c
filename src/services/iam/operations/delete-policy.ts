/** DeletePolicy: only once it is attached to nothing and has no other versions. */
import { operation } from "../../../platform/operation.ts";
import { IAM } from "../../../schema/generated/iam.ts";
import { policyAttached, policyVersionsLeft } from "../errors.ts";
import { policies } from "../keyspaces.ts";
import { policyAt, policyKey } from "../policy/record.ts";

export const deletePolicy = operation.write(IAM.DeletePolicy, {
  honours: ["PolicyArn"],
  on: (input) => input.PolicyArn,
  run(input, at) {
    const policy = policyAt(input.PolicyArn, at);
    if (policy.attachmentCount > 0) throw policyAttached();
    if (policy.versions.length > 1) throw policyVersionsLeft();
    policies.delete(at.tx, policyKey(at, policy.name));
    return {};
  },
});
