/** ListPolicyVersions: the versions of a managed policy, newest first. */
import { operation } from "../../../platform/operation.ts";
import { IAM } from "../../../schema/generated/iam.ts";
import { describeVersion, policyAt } from "../policy/record.ts";

export const listPolicyVersions = operation.read(IAM.ListPolicyVersions, {
  honours: ["PolicyArn"],
  on: (input) => input.PolicyArn,
  run(input, at) {
    const policy = policyAt(input.PolicyArn, at);
    const versions = policy.versions.toReversed().map((version) => describeVersion(policy, version));
    return { Versions: versions, IsTruncated: false };
  },
});
