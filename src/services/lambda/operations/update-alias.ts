/** UpdateAlias: what is left out stays as it is; empty weights give all invocations to one version again. */
import { uuid } from "../../../kernel/random.ts";
import { operation } from "../../../platform/operation.ts";
import { Lambda } from "../../../schema/generated/lambda.ts";
import { aliasToUpdateNotFound, revisionMismatch } from "../errors.ts";
import { aliasConfiguration, type AliasRecord } from "../function/alias-record.ts";
import { additionalOf, checkRouting } from "../function/alias-routing.ts";
import { arnOfFunctionNamed, functionReference } from "../function/function-name.ts";
import { requireFunction } from "../function/function-store.ts";
import { aliases } from "../keyspaces.ts";
import { checkProvisionedAlias } from "../provisioned/check-provisioned.ts";
import { provisionedKeeper } from "../provisioned/provisioned-keeper.ts";

export const updateAlias = operation.write(Lambda.UpdateAlias, {
  honours: ["FunctionName", "Name", "FunctionVersion", "Description", "RoutingConfig", "RevisionId"],
  on: (input, place) => arnOfFunctionNamed(input.FunctionName, place),
  run(input, at) {
    const record = requireFunction(functionReference(input.FunctionName, at), at);
    const key = [at.account, at.region, record.name, input.Name] as const;
    const before = aliases.get(at.tx, key);
    if (before === undefined) throw aliasToUpdateNotFound(`${record.arn}:${input.Name}`);
    if (input.RevisionId !== undefined && input.RevisionId !== before.revisionId) throw revisionMismatch();
    const { additional, ...kept } = before;
    const routing =
      input.RoutingConfig === undefined ? additional && { additional } : additionalOf(input.RoutingConfig);
    const alias: AliasRecord = {
      ...kept,
      functionVersion: input.FunctionVersion ?? before.functionVersion,
      description: input.Description ?? before.description,
      ...routing,
      revisionId: uuid(at.random),
    };
    checkRouting(record, alias, at);
    checkProvisionedAlias(key, alias, at);
    aliases.put(at.tx, key, alias);
    at.after(() => at.local(provisionedKeeper).changed(key));
    return aliasConfiguration(alias, record);
  },
});
