/** SetDefaultPolicyVersion: which version of a managed policy is in force. */
import { operation } from "../../../platform/operation.ts";
import { IAM } from "../../../schema/generated/iam.ts";
import { policyVersionMissing } from "../errors.ts";
import { policies } from "../keyspaces.ts";
import { policyAt, policyKey } from "../policy/record.ts";

export const setDefaultPolicyVersion = operation.write(IAM.SetDefaultPolicyVersion, {
  honours: ["PolicyArn", "VersionId"],
  on: (input) => input.PolicyArn,
  run(input, at) {
    const policy = policyAt(input.PolicyArn, at);
    if (!policy.versions.some((version) => version.id === input.VersionId)) {
      throw policyVersionMissing(input.PolicyArn, input.VersionId);
    }
    const changed = { ...policy, defaultVersionId: input.VersionId, updatedAt: at.now };
    policies.put(at.tx, policyKey(at, policy.name), changed);
    return {};
  },
});
