/** Roles as they are found and shown. */
import type { Place } from "../../../platform/scope.ts";
import type { Role } from "../../../schema/generated/iam.ts";
import type { ReadTransaction } from "../../../store/store.ts";
import { roleMissing } from "../errors.ts";
import { roles } from "../keyspaces.ts";
import type { RoleRecord } from "../keyspaces.ts";
import { encodeDocument } from "../policy/document.ts";

/** The key of a role: names are unique whatever their case. */
export function roleKey(place: Place, name: string): readonly [account: string, name: string] {
  return [place.account, name.toLowerCase()];
}

/** The role with this name. @throws NoSuchEntity */
export function roleNamed(name: string, at: Place & { readonly tx: ReadTransaction }): RoleRecord {
  const role = roles.get(at.tx, roleKey(at, name));
  if (role === undefined) throw roleMissing(name);
  return role;
}

/** What lineage calls the role of a request: its ARN as far as the request tells it. */
export function roleArn(input: { readonly RoleName: string }, place: Place): string {
  return `arn:aws:iam::${place.account}:role/${input.RoleName}`;
}

/** What CreateRole tells of a role. */
export function describeRole(role: RoleRecord): Role {
  return {
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: role.arn,
    CreateDate: role.createdAt,
    AssumeRolePolicyDocument: encodeDocument(role.trustPolicy),
    ...(role.description === undefined ? {} : { Description: role.description }),
  };
}

/** What GetRole tells of a role. */
export function describeRoleInFull(role: RoleRecord): Role {
  return {
    ...describeRole(role),
    MaxSessionDuration: role.maximumSessionSeconds,
    RoleLastUsed: {},
    ...(role.tags.length === 0 ? {} : { Tags: role.tags }),
  };
}
