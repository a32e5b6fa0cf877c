/** ListPolicies: the managed policies of the account. */
import { operation } from "../../../platform/operation.ts";
import { notImplemented } from "../../../platform/service-error.ts";
import { IAM } from "../../../schema/generated/iam.ts";
import { policies } from "../keyspaces.ts";
import { pageOf } from "../listing/page.ts";
import { describePolicy } from "../policy/record.ts";

export const listPolicies = operation.read(IAM.ListPolicies, {
  honours: ["Scope", "OnlyAttached", "PathPrefix", "Marker", "MaxItems"],
  on: (_input, place) => `arn:aws:iam::${place.account}:policy/*`,
  run(input, at) {
    if (input.Scope === "AWS") throw notImplemented("ListPolicies with Scope AWS");
    const all = Array.from(policies.range(at.tx, [at.account]), (entry) => entry.value);
    const found = all.filter(
      (policy) =>
        policy.path.startsWith(input.PathPrefix ?? "/") && (input.OnlyAttached !== true || policy.attachmentCount > 0),
    );
    const page = pageOf(found, input, (policy) => policy.name.toLowerCase());
    return { Policies: page.items.map((policy) => describePolicy(policy)), ...page.rest };
  },
});
