/** GetProvisionedConcurrencyConfig: how many environments were asked for, and how many are ready. */
import { operation } from "../../../platform/operation.ts";
import { Lambda } from "../../../schema/generated/lambda.ts";
import { provisionedConfigMissing } from "../errors.ts";
import { requireQualified } from "../function/find-function.ts";
import { arnOfFunctionNamed, functionReference } from "../function/function-name.ts";
import { provisionedConcurrency } from "../keyspaces.ts";
import type { ProvisionedKey } from "../provisioned/provisioned-pools.ts";
import { shownProvisionedConfig } from "../provisioned/shown-config.ts";

export const getProvisionedConcurrencyConfig = operation.read(Lambda.GetProvisionedConcurrencyConfig, {
  honours: ["FunctionName", "Qualifier"],
  on: (input, place) => arnOfFunctionNamed(input.FunctionName, place),
  run(input, at) {
    const reference = functionReference(input.FunctionName, at, input.Qualifier);
    requireQualified(reference, at);
    const key: ProvisionedKey = [at.account, at.region, reference.name, reference.qualifier];
    const record = provisionedConcurrency.get(at.tx, key);
    if (record === undefined) throw provisionedConfigMissing();
    return shownProvisionedConfig(key, record, at);
  },
});
