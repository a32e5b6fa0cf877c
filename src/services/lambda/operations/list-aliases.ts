/** ListAliases: by name, all or those that send invocations to one version. */
import { operation } from "../../../platform/operation.ts";
import { Lambda } from "../../../schema/generated/lambda.ts";
import { aliasConfiguration, type AliasRecord } from "../function/alias-record.ts";
import { arnOfFunctionNamed, functionReference } from "../function/function-name.ts";
import { requireFunction } from "../function/function-store.ts";
import { aliases } from "../keyspaces.ts";
import { VERSIONS_A_PAGE } from "../limits.ts";

export const listAliases = operation.read(Lambda.ListAliases, {
  honours: ["FunctionName", "FunctionVersion", "Marker", "MaxItems"],
  on: (input, place) => arnOfFunctionNamed(input.FunctionName, place),
  run(input, at) {
    const size = Math.min(input.MaxItems ?? VERSIONS_A_PAGE, VERSIONS_A_PAGE);
    const record = requireFunction(functionReference(input.FunctionName, at), at);
    const key = [at.account, at.region, record.name] as const;
    const after = input.Marker ? { after: [...key, input.Marker] as const } : {};
    const found: AliasRecord[] = [];
    for (const { value } of aliases.range(at.tx, key, after)) {
      const { functionVersion, additional } = value;
      const wanted = input.FunctionVersion;
      if (wanted !== undefined && functionVersion !== wanted && additional?.version !== wanted) continue;
      found.push(value);
      if (found.length > size) break;
    }
    const last = found.length > size ? found[size - 1] : undefined;
    return {
      Aliases: found.slice(0, size).map((alias) => aliasConfiguration(alias, record)),
      ...(last === undefined ? {} : { NextMarker: last.name }),
    };
  },
});
