/** GetFunctionConfiguration. */
import { operation } from "../../../platform/operation.ts";
import { Lambda } from "../../../schema/generated/lambda.ts";
import { arnOfFunctionNamed, functionReference } from "../function/function-name.ts";
import { functionConfiguration } from "../function/function-record.ts";
import { requireQualified } from "../function/find-function.ts";

export const getFunctionConfiguration = operation.read(Lambda.GetFunctionConfiguration, {
  honours: ["FunctionName", "Qualifier"],
  on: (input, place) => arnOfFunctionNamed(input.FunctionName, place),
  run(input, at) {
    const reference = functionReference(input.FunctionName, at, input.Qualifier);
    return functionConfiguration(requireQualified(reference, at), reference.qualifier);
  },
});
