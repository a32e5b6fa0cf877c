/** DeleteAlias: the name is gone with its policy and settings; one that is not there is no error. */
import { operation } from "../../../platform/operation.ts";
import { Lambda } from "../../../schema/generated/lambda.ts";
import { forgetQualifier } from "../function/alias-store.ts";
import { arnOfFunctionNamed, unqualifiedReference } from "../function/function-name.ts";
import { aliases } from "../keyspaces.ts";
import { removeUrlOf } from "../url/url-store.ts";

export const deleteAlias = operation.write(Lambda.DeleteAlias, {
  honours: ["FunctionName", "Name"],
  on: (input, place) => arnOfFunctionNamed(input.FunctionName, place),
  run(input, at) {
    const { name } = unqualifiedReference(input.FunctionName, at);
    const key = [at.account, at.region, name, input.Name] as const;
    if (!aliases.has(at.tx, key)) return {};
    aliases.delete(at.tx, key);
    removeUrlOf({ account: at.account, region: at.region, name, qualifier: input.Name }, at);
    forgetQualifier({ account: at.account, region: at.region, name }, input.Name, at);
    return {};
  },
});
