/** Users as they are found and shown. */
import type { Place, ReadScope } from "../../../platform/scope.ts";
import type { User } from "../../../schema/generated/iam.ts";
import type { ReadTransaction } from "../../../store/store.ts";
import { noUserName, userMissing } from "../errors.ts";
import { users } from "../keyspaces.ts";
import type { UserRecord } from "../keyspaces.ts";

export function userKey(place: Place, name: string): readonly [account: string, name: string] {
  return [place.account, name.toLowerCase()];
}

/** @throws NoSuchEntity */
export function userNamed(name: string, at: Place & { readonly tx: ReadTransaction }): UserRecord {
  const user = users.get(at.tx, userKey(at, name));
  if (user === undefined) throw userMissing(name);
  return user;
}

/** The user that is named or, when none is, the one that calls. @throws ValidationError when no user calls */
export function userOrCaller(name: string | undefined, at: ReadScope): UserRecord {
  if (name !== undefined) return userNamed(name, at);
  const arn = at.caller.kind === "user" ? at.caller.arn : "";
  if (!arn.includes(":user/")) throw noUserName();
  return userNamed(arn.slice(arn.lastIndexOf("/") + 1), at);
}

export function userArn(input: { readonly UserName?: string | undefined }, place: Place): string {
  return input.UserName === undefined
    ? `arn:aws:iam::${place.account}:root`
    : `arn:aws:iam::${place.account}:user/${input.UserName}`;
}

export function describeUser(user: UserRecord): User {
  return {
    Path: user.path,
    UserName: user.name,
    UserId: user.id,
    Arn: user.arn,
    CreateDate: user.createdAt,
  };
}

export function describeUserInFull(user: UserRecord): User {
  return { ...describeUser(user), ...(user.tags.length === 0 ? {} : { Tags: user.tags }) };
}
