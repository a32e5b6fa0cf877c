/** CreatePolicyVersion: another version of a managed policy. */
import { operation } from "../../../platform/operation.ts";
import { IAM } from "../../../schema/generated/iam.ts";
import { tooMany } from "../errors.ts";
import { policies } from "../keyspaces.ts";
import { MANAGED_POLICY_MAXIMUM_CHARACTERS, POLICY_VERSIONS_MAXIMUM } from "../limits.ts";
import { checkPolicy } from "../policy/document.ts";
import { describeVersion, policyAt, policyKey } from "../policy/record.ts";

export const createPolicyVersion = operation.write(IAM.CreatePolicyVersion, {
  honours: ["PolicyArn", "PolicyDocument", "SetAsDefault"],
  on: (input) => input.PolicyArn,
  run(input, at) {
    const policy = policyAt(input.PolicyArn, at);
    checkPolicy(input.PolicyDocument, "identity", {
      name: "PolicySize",
      maximumCharacters: MANAGED_POLICY_MAXIMUM_CHARACTERS,
    });
    if (policy.versions.length >= POLICY_VERSIONS_MAXIMUM) throw tooMany("VersionsPerPolicy", POLICY_VERSIONS_MAXIMUM);
    const lastVersion = policy.lastVersion + 1;
    const version = { id: `v${lastVersion}`, document: input.PolicyDocument, createdAt: at.now };
    const changed = {
      ...policy,
      lastVersion,
      versions: [...policy.versions, version],
      defaultVersionId: input.SetAsDefault === true ? version.id : policy.defaultVersionId,
      updatedAt: at.now,
    };
    policies.put(at.tx, policyKey(at, policy.name), changed);
    return { PolicyVersion: describeVersion(changed, version) };
  },
});
