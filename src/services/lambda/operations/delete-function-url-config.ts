/** DeleteFunctionUrlConfig: the address answers no more, and is never given to another function. */
import { operation } from "../../../platform/operation.ts";
import { Lambda } from "../../../schema/generated/lambda.ts";
import { arnOfFunctionNamed } from "../function/function-name.ts";
import { removeUrl, requireUrl, urlReference } from "../url/url-store.ts";

export const deleteFunctionUrlConfig = operation.write(Lambda.DeleteFunctionUrlConfig, {
  honours: ["FunctionName", "Qualifier"],
  on: (input, place) => arnOfFunctionNamed(input.FunctionName, place),
  run(input, at) {
    removeUrl(requireUrl(urlReference(input, at), at), at);
    return {};
  },
});
