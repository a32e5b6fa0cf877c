/** GetRuntimeManagementConfig: runtimes are always those of the machine, which AWS calls Auto. */
import { operation } from "../../../platform/operation.ts";
import { Lambda } from "../../../schema/generated/lambda.ts";
import { configuredArn } from "../asynchronous/event-record.ts";
import { requireQualified } from "../function/find-function.ts";
import { arnOfFunctionNamed, functionReference } from "../function/function-name.ts";

export const getRuntimeManagementConfig = operation.read(Lambda.GetRuntimeManagementConfig, {
  honours: ["FunctionName", "Qualifier"],
  on: (input, place) => arnOfFunctionNamed(input.FunctionName, place),
  run(input, at) {
    const reference = functionReference(input.FunctionName, at, input.Qualifier);
    requireQualified(reference, at);
    return { UpdateRuntimeOn: "Auto" as const, FunctionArn: configuredArn(reference) };
  },
});
