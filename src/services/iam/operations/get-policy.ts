/** GetPolicy: everything about a managed policy but its document. */
import { operation } from "../../../platform/operation.ts";
import { IAM } from "../../../schema/generated/iam.ts";
import { describePolicyInFull, policyAt } from "../policy/record.ts";

export const getPolicy = operation.read(IAM.GetPolicy, {
  honours: ["PolicyArn"],
  on: (input) => input.PolicyArn,
  run: (input, at) => ({ Policy: describePolicyInFull(policyAt(input.PolicyArn, at)) }),
});
