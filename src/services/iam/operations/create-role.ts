/** CreateRole: a role, with the policy that says who may assume it. */
import { operation } from "../../../platform/operation.ts";
import { IAM } from "../../../schema/generated/iam.ts";
import { roleExists } from "../errors.ts";
import { roles } from "../keyspaces.ts";
import { TRUST_POLICY_MAXIMUM_CHARACTERS } from "../limits.ts";
import { checkPolicy } from "../policy/document.ts";
import { newEntityId } from "../role/entity-id.ts";
import { madeFor } from "../role/made-for.ts";
import { describeRole, roleArn, roleKey } from "../role/record.ts";
import { withTags } from "../role/tags.ts";

export const createRole = operation.write(IAM.CreateRole, {
  honours: ["RoleName", "AssumeRolePolicyDocument", "Path", "Description", "MaxSessionDuration", "Tags"],
  on: roleArn,
  run(input, at) {
    checkPolicy(input.AssumeRolePolicyDocument, "trust", {
      name: "ACLSizePerRole",
      maximumCharacters: TRUST_POLICY_MAXIMUM_CHARACTERS,
    });
    const key = roleKey(at, input.RoleName);
    const existing = roles.get(at.tx, key);
    const maker = madeFor(at.caller);
    // A service that was interrupted asks again for the same resource, and finds what it made.
    if (existing !== undefined && maker !== undefined && existing.madeFor === maker) {
      return { Role: describeRole(existing) };
    }
    if (existing !== undefined) throw roleExists(input.RoleName);
    const path = input.Path ?? "/";
    const role = {
      name: input.RoleName,
      path,
      id: newEntityId("AROA", at.random),
      arn: `arn:aws:iam::${at.account}:role${path}${input.RoleName}`,
      createdAt: at.now,
      trustPolicy: input.AssumeRolePolicyDocument,
      description: input.Description,
      maximumSessionSeconds: input.MaxSessionDuration ?? SESSION_SECONDS_DEFAULT,
      tags: withTags([], input.Tags ?? []),
      inlinePolicies: {},
      attachedPolicies: [],
      madeFor: maker,
    };
    roles.put(at.tx, key, role);
    const tags = role.tags.length === 0 ? {} : { Tags: role.tags };
    return { Role: { ...describeRole(role), ...tags } };
  },
});

/** How long a session of a role may last, in seconds, when the role does not say. */
const SESSION_SECONDS_DEFAULT = 3600;
