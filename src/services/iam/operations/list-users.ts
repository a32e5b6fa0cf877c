/** ListUsers: the users of the account, by name. */
import { operation } from "../../../platform/operation.ts";
import { IAM } from "../../../schema/generated/iam.ts";
import { users } from "../keyspaces.ts";
import { pageOf } from "../listing/page.ts";
import { describeUser } from "../user/record.ts";

export const listUsers = operation.read(IAM.ListUsers, {
  honours: ["PathPrefix", "Marker", "MaxItems"],
  on: (_input, place) => `arn:aws:iam::${place.account}:user/*`,
  run(input, at) {
    const all = Array.from(users.range(at.tx, [at.account]), (entry) => entry.value);
    const found = all.filter((user) => user.path.startsWith(input.PathPrefix ?? "/"));
    const page = pageOf(found, input, (user) => user.name.toLowerCase());
    return { Users: page.items.map((user) => describeUser(user)), ...page.rest };
  },
});
