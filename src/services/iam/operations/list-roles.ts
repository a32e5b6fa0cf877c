/** ListRoles: the roles of the account, by name. */
import { operation } from "../../../platform/operation.ts";
import { IAM } from "../../../schema/generated/iam.ts";
import { roles } from "../keyspaces.ts";
import { pageOf } from "../listing/page.ts";
import { describeRole } from "../role/record.ts";

export const listRoles = operation.read(IAM.ListRoles, {
  honours: ["PathPrefix", "Marker", "MaxItems"],
  on: (_input, place) => `arn:aws:iam::${place.account}:role/*`,
  run(input, at) {
    const all = Array.from(roles.range(at.tx, [at.account]), (entry) => entry.value);
    const found = all.filter((role) => role.path.startsWith(input.PathPrefix ?? "/"));
    const page = pageOf(found, input, (role) => role.name.toLowerCase());
    const shown = page.items.map((role) => ({ ...describeRole(role), MaxSessionDuration: role.maximumSessionSeconds }));
    return { Roles: shown, ...page.rest };
  },
});
