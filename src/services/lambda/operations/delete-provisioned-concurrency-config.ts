/** DeleteProvisionedConcurrencyConfig: environments start on demand again; what is not there is no error. */
import { operation } from "../../../platform/operation.ts";
import { Lambda } from "../../../schema/generated/lambda.ts";
import { requireQualified } from "../function/find-function.ts";
import { arnOfFunctionNamed, functionReference } from "../function/function-name.ts";
import { provisionedConcurrency } from "../keyspaces.ts";
import { provisionedKeeper } from "../provisioned/provisioned-keeper.ts";
import type { ProvisionedKey } from "../provisioned/provisioned-pools.ts";

export const deleteProvisionedConcurrencyConfig = operation.write(Lambda.DeleteProvisionedConcurrencyConfig, {
  honours: ["FunctionName", "Qualifier"],
  on: (input, place) => arnOfFunctionNamed(input.FunctionName, place),
  run(input, at) {
    const reference = functionReference(input.FunctionName, at, input.Qualifier);
    requireQualified(reference, at);
    const key: ProvisionedKey = [at.account, at.region, reference.name, reference.qualifier];
    provisionedConcurrency.delete(at.tx, key);
    at.after(() => at.local(provisionedKeeper).changed(key));
    return {};
  },
});
