/** DeletePolicyVersion: removes a version that is not in force. */
import { operation } from "../../../platform/operation.ts";
import { IAM } from "../../../schema/generated/iam.ts";
import { defaultVersion, policyVersionMissing } from "../errors.ts";
import { policies } from "../keyspaces.ts";
import { policyAt, policyKey } from "../policy/record.ts";

export const deletePolicyVersion = operation.write(IAM.DeletePolicyVersion, {
  honours: ["PolicyArn", "VersionId"],
  on: (input) => input.PolicyArn,
  run(input, at) {
    const policy = policyAt(input.PolicyArn, at);
    const versions = policy.versions.filter((version) => version.id !== input.VersionId);
    if (versions.length === policy.versions.length) throw policyVersionMissing(input.PolicyArn, input.VersionId);
    if (input.VersionId === policy.defaultVersionId) throw defaultVersion();
    policies.put(at.tx, policyKey(at, policy.name), { ...policy, versions, updatedAt: at.now });
    return {};
  },
});
