/** Attaching managed policies to roles, and the count that each policy keeps of it. */
import type { Place, WriteScope } from "../../../platform/scope.ts";
import type { ReadTransaction } from "../../../store/store.ts";
import { policyNotAttachable, policyNotAttached, tooMany } from "../errors.ts";
import { policies, roles } from "../keyspaces.ts";
import type { PolicyRecord, RoleRecord } from "../keyspaces.ts";
import { ATTACHED_POLICIES_MAXIMUM } from "../limits.ts";
import { roleKey } from "../role/record.ts";
import { isManagedByAws, policyKey, policyNameOf } from "./record.ts";

/** Attaching what is attached changes nothing. @throws NoSuchEntity, LimitExceeded */
export function attach(role: RoleRecord, policyArn: string, at: WriteScope): void {
  const policy = ownPolicy(policyArn, at);
  if (policy === undefined && !isManagedByAws(policyArn)) throw policyNotAttachable(policyArn);
  if (role.attachedPolicies.includes(policyArn)) return;
  if (role.attachedPolicies.length >= ATTACHED_POLICIES_MAXIMUM) {
    throw tooMany("PoliciesPerRole", ATTACHED_POLICIES_MAXIMUM);
  }
  roles.put(at.tx, roleKey(at, role.name), { ...role, attachedPolicies: [...role.attachedPolicies, policyArn] });
  if (policy !== undefined) count(policy, 1, at);
}

/** @throws NoSuchEntity when it is not attached */
export function detach(role: RoleRecord, policyArn: string, at: WriteScope): void {
  const policy = ownPolicy(policyArn, at);
  if (!role.attachedPolicies.includes(policyArn)) throw policyNotAttached(policyArn);
  const attachedPolicies = role.attachedPolicies.filter((arn) => arn !== policyArn);
  roles.put(at.tx, roleKey(at, role.name), { ...role, attachedPolicies });
  if (policy !== undefined) count(policy, -1, at);
}

function ownPolicy(arn: string, at: Place & { readonly tx: ReadTransaction }): PolicyRecord | undefined {
  const name = policyNameOf(arn);
  const policy = policies.get(at.tx, policyKey(at, name));
  return policy?.arn === arn ? policy : undefined;
}

function count(policy: PolicyRecord, by: number, at: WriteScope): void {
  const attachmentCount = policy.attachmentCount + by;
  policies.put(at.tx, policyKey(at, policy.name), { ...policy, attachmentCount });
}
