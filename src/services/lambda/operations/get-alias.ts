/** GetAlias. */
import { operation } from "../../../platform/operation.ts";
import { Lambda } from "../../../schema/generated/lambda.ts";
import { aliasNotFound } from "../errors.ts";
import { aliasConfiguration } from "../function/alias-record.ts";
import { arnOfFunctionNamed, unqualifiedReference } from "../function/function-name.ts";
import { aliases } from "../keyspaces.ts";

export const getAlias = operation.read(Lambda.GetAlias, {
  honours: ["FunctionName", "Name"],
  on: (input, place) => arnOfFunctionNamed(input.FunctionName, place),
  run(input, at) {
    const reference = unqualifiedReference(input.FunctionName, at);
    const alias = aliases.get(at.tx, [at.account, at.region, reference.name, input.Name]);
    if (alias === undefined) throw aliasNotFound(`${reference.arn}:${input.Name}`);
    return aliasConfiguration(alias, reference);
  },
});
