/** ListProvisionedConcurrencyConfigs: of a function's versions and aliases. */
import { operation } from "../../../platform/operation.ts";
import { Lambda } from "../../../schema/generated/lambda.ts";
import { arnOfFunctionNamed, functionReference } from "../function/function-name.ts";
import { requireFunction } from "../function/function-store.ts";
import { provisionedConcurrency } from "../keyspaces.ts";
import { VERSIONS_A_PAGE } from "../limits.ts";
import { shownProvisionedConfig } from "../provisioned/shown-config.ts";

export const listProvisionedConcurrencyConfigs = operation.read(Lambda.ListProvisionedConcurrencyConfigs, {
  honours: ["FunctionName", "Marker", "MaxItems"],
  on: (input, place) => arnOfFunctionNamed(input.FunctionName, place),
  run(input, at) {
    const size = Math.min(input.MaxItems ?? VERSIONS_A_PAGE, VERSIONS_A_PAGE);
    const { name, arn } = requireFunction(functionReference(input.FunctionName, at), at);
    const prefix = [at.account, at.region, name] as const;
    const after = input.Marker ? { after: [...prefix, input.Marker] as const } : {};
    const found = [...provisionedConcurrency.range(at.tx, prefix, { ...after, limit: size + 1 })];
    const page = found.slice(0, size);
    const last = page.at(-1);
    return {
      ProvisionedConcurrencyConfigs: page.map(({ key, value }) => ({
        FunctionArn: `${arn}:${key[3]}`,
        ...shownProvisionedConfig(key, value, at),
      })),
      ...(found.length > size && last !== undefined ? { NextMarker: last.key[3] } : {}),
    };
  },
});
