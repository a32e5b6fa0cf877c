/** AWS Identity and Access Management: roles, policies, users and their keys, as stored objects. */
import { defineService } from "../../platform/service.ts";
import { IAM } from "../../schema/generated/iam.ts";
import { brokenConstraints } from "./errors.ts";
import { attachRolePolicy } from "./operations/attach-role-policy.ts";
import { createAccessKey } from "./operations/create-access-key.ts";
import { createPolicy } from "./operations/create-policy.ts";
import { createPolicyVersion } from "./operations/create-policy-version.ts";
import { createRole } from "./operations/create-role.ts";
import { createUser } from "./operations/create-user.ts";
import { deleteAccessKey } from "./operations/delete-access-key.ts";
import { deletePolicy } from "./operations/delete-policy.ts";
import { deletePolicyVersion } from "./operations/delete-policy-version.ts";
import { deleteRole } from "./operations/delete-role.ts";
import { deleteRolePolicy } from "./operations/delete-role-policy.ts";
import { deleteUser } from "./operations/delete-user.ts";
import { detachRolePolicy } from "./operations/detach-role-policy.ts";
import { getPolicy } from "./operations/get-policy.ts";
import { getPolicyVersion } from "./operations/get-policy-version.ts";
import { getRole } from "./operations/get-role.ts";
import { getRolePolicy } from "./operations/get-role-policy.ts";
import { getUser } from "./operations/get-user.ts";
import { listAccessKeys } from "./operations/list-access-keys.ts";
import { listAttachedRolePolicies } from "./operations/list-attached-role-policies.ts";
import { listInstanceProfilesForRole } from "./operations/list-instance-profiles-for-role.ts";
import { listPolicies } from "./operations/list-policies.ts";
import { listPolicyVersions } from "./operations/list-policy-versions.ts";
import { listRolePolicies } from "./operations/list-role-policies.ts";
import { listRoleTags } from "./operations/list-role-tags.ts";
import { listRoles } from "./operations/list-roles.ts";
import { listUsers } from "./operations/list-users.ts";
import { putRolePolicy } from "./operations/put-role-policy.ts";
import { setDefaultPolicyVersion } from "./operations/set-default-policy-version.ts";
import { tagRole } from "./operations/tag-role.ts";
import { untagRole } from "./operations/untag-role.ts";
import { updateAssumeRolePolicy } from "./operations/update-assume-role-policy.ts";
import { updateRole } from "./operations/update-role.ts";
import { updateRoleDescription } from "./operations/update-role-description.ts";
import { managedPolicyResource, policyResource, roleResource } from "./resources.ts";
import { UNSUPPORTED } from "./unsupported.ts";
import { issuedKey } from "./user/issued-key.ts";

export const iam = defineService({
  model: IAM.model,
  operations: [
    createRole,
    getRole,
    listRoles,
    updateRole,
    updateRoleDescription,
    updateAssumeRolePolicy,
    deleteRole,
    tagRole,
    untagRole,
    listRoleTags,
    listInstanceProfilesForRole,
    putRolePolicy,
    getRolePolicy,
    listRolePolicies,
    deleteRolePolicy,
    attachRolePolicy,
    detachRolePolicy,
    listAttachedRolePolicies,
    createPolicy,
    getPolicy,
    getPolicyVersion,
    listPolicyVersions,
    listPolicies,
    createPolicyVersion,
    setDefaultPolicyVersion,
    deletePolicyVersion,
    deletePolicy,
    createUser,
    getUser,
    listUsers,
    deleteUser,
    createAccessKey,
    listAccessKeys,
    deleteAccessKey,
  ],
  unsupported: UNSUPPORTED,
  refuse: brokenConstraints,
  resources: [roleResource, policyResource, managedPolicyResource],
  issuedKey,
});
