/** GetFunctionConfiguration. */
import { operation } from "../../../platform/operation.ts";
import { Lambda } from "../../../schema/generated/lambda.ts";
import { arnOfFunctionNamed, runnableReference } from "../function/function-name.ts";
import { functionConfiguration } from "../function/function-record.ts";
import { requireFunction } from "../function/function-store.ts";

export const getFunctionConfiguration = operation.read(Lambda.GetFunctionConfiguration, {
  honours: ["FunctionName", "Qualifier"],
  on: (input, place) => arnOfFunctionNamed(input.FunctionName, place),
  run(input, at) {
    const reference = runnableReference(input.FunctionName, at, input.Qualifier);
    return functionConfiguration(requireFunction(reference, at), reference.qualifier);
  },
});
