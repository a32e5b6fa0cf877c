/** CreateAlias: a name for a version, which other names can be given later. */
import { uuid } from "../../../kernel/random.ts";
import { operation } from "../../../platform/operation.ts";
import { Lambda } from "../../../schema/generated/lambda.ts";
import { aliasExists } from "../errors.ts";
import { aliasConfiguration, type AliasRecord } from "../function/alias-record.ts";
import { additionalOf, checkRouting } from "../function/alias-routing.ts";
import { arnOfFunctionNamed, functionReference } from "../function/function-name.ts";
import { requireFunction } from "../function/function-store.ts";
import { aliases } from "../keyspaces.ts";

export const createAlias = operation.write(Lambda.CreateAlias, {
  honours: ["FunctionName", "Name", "FunctionVersion", "Description", "RoutingConfig"],
  on: (input, place) => arnOfFunctionNamed(input.FunctionName, place),
  run(input, at) {
    const record = requireFunction(functionReference(input.FunctionName, at), at);
    const alias: AliasRecord = {
      name: input.Name,
      functionVersion: input.FunctionVersion,
      description: input.Description ?? "",
      ...additionalOf(input.RoutingConfig),
      revisionId: uuid(at.random),
    };
    checkRouting(record, alias, at);
    const key = [at.account, at.region, record.name, input.Name] as const;
    if (aliases.has(at.tx, key)) throw aliasExists(`${record.arn}:${input.Name}`);
    aliases.put(at.tx, key, alias);
    return aliasConfiguration(alias, record);
  },
});
