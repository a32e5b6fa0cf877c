/** GetFunctionRecursionConfig: recursive loops are ended, unless the function is set to let them go on. */
import { operation } from "../../../platform/operation.ts";
import { Lambda } from "../../../schema/generated/lambda.ts";
import { unqualifiedOnly } from "../errors.ts";
import { arnOfFunctionNamed, functionReference } from "../function/function-name.ts";
import { requireFunction } from "../function/function-store.ts";
import { recursionConfigs } from "../keyspaces.ts";

export const getFunctionRecursionConfig = operation.read(Lambda.GetFunctionRecursionConfig, {
  honours: ["FunctionName"],
  on: (input, place) => arnOfFunctionNamed(input.FunctionName, place),
  run(input, at) {
    const reference = functionReference(input.FunctionName, at);
    if (reference.qualifier !== "") throw unqualifiedOnly();
    const { name } = requireFunction(reference, at);
    const config = recursionConfigs.get(at.tx, [at.account, at.region, name]);
    return { RecursiveLoop: config?.recursiveLoop ?? "Terminate" };
  },
});
