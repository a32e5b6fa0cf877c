/** GetFunctionCodeSigningConfig: no function has one, since CreateFunction refuses them by name. */
import { operation } from "../../../platform/operation.ts";
import { Lambda } from "../../../schema/generated/lambda.ts";
import { arnOfFunctionNamed, functionReference } from "../function/function-name.ts";
import { requireFunction } from "../function/function-store.ts";

export const getFunctionCodeSigningConfig = operation.read(Lambda.GetFunctionCodeSigningConfig, {
  honours: ["FunctionName"],
  on: (input, place) => arnOfFunctionNamed(input.FunctionName, place),
  run(input, at) {
    const { name } = requireFunction(functionReference(input.FunctionName, at), at);
    return { CodeSigningConfigArn: "", FunctionName: name };
  },
});
