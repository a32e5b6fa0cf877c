/** GetFunctionUrlConfig. */
import { operation } from "../../../platform/operation.ts";
import { Lambda } from "../../../schema/generated/lambda.ts";
import { arnOfFunctionNamed } from "../function/function-name.ts";
import { shownUrl } from "../url/url-record.ts";
import { requireUrl, urlReference } from "../url/url-store.ts";

export const getFunctionUrlConfig = operation.read(Lambda.GetFunctionUrlConfig, {
  honours: ["FunctionName", "Qualifier"],
  on: (input, place) => arnOfFunctionNamed(input.FunctionName, place),
  run: (input, at) => shownUrl(requireUrl(urlReference(input, at), at), at.endpoint),
});
