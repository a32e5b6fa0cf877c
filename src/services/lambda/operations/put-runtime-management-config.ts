/** PutRuntimeManagementConfig: Auto is what is so anyway; versions of runtimes cannot be kept, so the rest is refused. */
import { operation } from "../../../platform/operation.ts";
import { notImplemented } from "../../../platform/service-error.ts";
import { Lambda } from "../../../schema/generated/lambda.ts";
import { configuredArn } from "../asynchronous/event-record.ts";
import { runtimeVersionNotForAuto } from "../errors.ts";
import { requireQualified } from "../function/find-function.ts";
import { arnOfFunctionNamed, functionReference } from "../function/function-name.ts";

export const putRuntimeManagementConfig = operation.write(Lambda.PutRuntimeManagementConfig, {
  honours: ["FunctionName", "Qualifier", "UpdateRuntimeOn", "RuntimeVersionArn"],
  on: (input, place) => arnOfFunctionNamed(input.FunctionName, place),
  run(input, at) {
    const reference = functionReference(input.FunctionName, at, input.Qualifier);
    requireQualified(reference, at);
    const mode = input.UpdateRuntimeOn;
    if (mode !== "Auto") throw notImplemented(`UpdateRuntimeOn ${mode}: runtimes are those of this machine`);
    if (input.RuntimeVersionArn !== undefined) throw runtimeVersionNotForAuto();
    return { UpdateRuntimeOn: mode, FunctionArn: configuredArn(reference) };
  },
});
