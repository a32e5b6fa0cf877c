/** UpdateFunctionUrlConfig: what is given replaces what was set; the address stays. */
import { operation } from "../../../platform/operation.ts";
import { Lambda } from "../../../schema/generated/lambda.ts";
import { arnOfFunctionNamed } from "../function/function-name.ts";
import { type FunctionUrlRecord, shownUrl } from "../url/url-record.ts";
import { putUrl, requireUrl, urlReference } from "../url/url-store.ts";

export const updateFunctionUrlConfig = operation.write(Lambda.UpdateFunctionUrlConfig, {
  honours: ["FunctionName", "Qualifier", "AuthType", "Cors", "InvokeMode"],
  on: (input, place) => arnOfFunctionNamed(input.FunctionName, place),
  run(input, at) {
    const before = requireUrl(urlReference(input, at), at);
    const invokeMode = input.InvokeMode;
    const record: FunctionUrlRecord = {
      ...before,
      authType: input.AuthType ?? before.authType,
      ...(input.Cors === undefined ? {} : { cors: input.Cors }),
      ...(invokeMode === undefined ? {} : { invokeMode }),
      changedAt: at.now,
    };
    putUrl(record, at);
    return shownUrl(record, at.endpoint);
  },
});
