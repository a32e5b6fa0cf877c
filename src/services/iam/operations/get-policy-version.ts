/** GetPolicyVersion: the document of one version of a managed policy. */
import { operation } from "../../../platform/operation.ts";
import { IAM } from "../../../schema/generated/iam.ts";
import { policyVersionMissing } from "../errors.ts";
import { describeVersionInFull, policyAt } from "../policy/record.ts";

export const getPolicyVersion = operation.read(IAM.GetPolicyVersion, {
  honours: ["PolicyArn", "VersionId"],
  on: (input) => input.PolicyArn,
  run(input, at) {
    const policy = policyAt(input.PolicyArn, at);
    const version = policy.versions.find((each) => each.id === input.VersionId);
    if (version === undefined) throw policyVersionMissing(input.PolicyArn, input.VersionId);
    return { PolicyVersion: describeVersionInFull(policy, version) };
  },
});
