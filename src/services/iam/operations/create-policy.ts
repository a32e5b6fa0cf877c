/** CreatePolicy: a managed policy of the account, in its first version. */
import { operation } from "../../../platform/operation.ts";
import { IAM } from "../../../schema/generated/iam.ts";
import { policyExists } from "../errors.ts";
import { policies } from "../keyspaces.ts";
import { MANAGED_POLICY_MAXIMUM_CHARACTERS } from "../limits.ts";
import { checkPolicy } from "../policy/document.ts";
import { describePolicy, policyKey } from "../policy/record.ts";
import { newEntityId } from "../role/entity-id.ts";
import { madeFor } from "../role/made-for.ts";
import { withTags } from "../role/tags.ts";

export const createPolicy = operation.write(IAM.CreatePolicy, {
  honours: ["PolicyName", "PolicyDocument", "Path", "Description", "Tags"],
  on: (input, place) => `arn:aws:iam::${place.account}:policy/${input.PolicyName}`,
  run(input, at) {
    checkPolicy(input.PolicyDocument, "identity", {
      name: "PolicySize",
      maximumCharacters: MANAGED_POLICY_MAXIMUM_CHARACTERS,
    });
    const key = policyKey(at, input.PolicyName);
    const existing = policies.get(at.tx, key);
    const maker = madeFor(at.caller);
    // A service that was interrupted asks again for the same resource, and finds what it made.
    if (existing !== undefined && maker !== undefined && existing.madeFor === maker) {
      return { Policy: describePolicy(existing) };
    }
    if (existing !== undefined) throw policyExists(input.PolicyName);
    const path = input.Path ?? "/";
    const policy = {
      name: input.PolicyName,
      path,
      id: newEntityId("ANPA", at.random),
      arn: `arn:aws:iam::${at.account}:policy${path}${input.PolicyName}`,
      description: input.Description,
      createdAt: at.now,
      updatedAt: at.now,
      tags: withTags([], input.Tags ?? []),
      versions: [{ id: "v1", document: input.PolicyDocument, createdAt: at.now }],
      defaultVersionId: "v1",
      lastVersion: 1,
      attachmentCount: 0,
      madeFor: maker,
    };
    policies.put(at.tx, key, policy);
    const tags = policy.tags.length === 0 ? {} : { Tags: policy.tags };
    return { Policy: { ...describePolicy(policy), ...tags } };
  },
});
