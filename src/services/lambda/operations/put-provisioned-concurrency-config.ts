/** PutProvisionedConcurrencyConfig: environments are made ready from now on, and kept so. */
import { operation } from "../../../platform/operation.ts";
import { Lambda } from "../../../schema/generated/lambda.ts";
import { arnOfFunctionNamed, functionReference } from "../function/function-name.ts";
import { provisionedConcurrency } from "../keyspaces.ts";
import { checkAmount, provisionable } from "../provisioned/check-provisioned.ts";
import { provisionedKeeper } from "../provisioned/provisioned-keeper.ts";
import { provisionedPools, type ProvisionedKey } from "../provisioned/provisioned-pools.ts";
import { shownProvisionedConfig } from "../provisioned/shown-config.ts";

export const putProvisionedConcurrencyConfig = operation.write(Lambda.PutProvisionedConcurrencyConfig, {
  honours: ["FunctionName", "Qualifier", "ProvisionedConcurrentExecutions"],
  on: (input, place) => arnOfFunctionNamed(input.FunctionName, place),
  run(input, at) {
    const { name, arn, qualifier } = functionReference(input.FunctionName, at, input.Qualifier);
    const key: ProvisionedKey = [at.account, at.region, name, qualifier];
    provisionable(key, at);
    const requested = input.ProvisionedConcurrentExecutions;
    checkAmount(key, requested, at);
    const record = { requested, lastModified: at.now };
    provisionedConcurrency.put(at.tx, key, record);
    at.applied(() => at.local(provisionedPools).begin({ arn }, qualifier));
    at.after(() => at.local(provisionedKeeper).changed(key));
    return { ...shownProvisionedConfig(key, record, at), Status: "IN_PROGRESS" as const };
  },
});
