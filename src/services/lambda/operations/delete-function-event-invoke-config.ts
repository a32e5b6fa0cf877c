/** DeleteFunctionEventInvokeConfig: back to two retries, six hours and no destinations. */
import { operation } from "../../../platform/operation.ts";
import { Lambda } from "../../../schema/generated/lambda.ts";
import { configuredArn } from "../asynchronous/event-record.ts";
import { eventInvokeConfigMissing } from "../errors.ts";
import { arnOfFunctionNamed, functionReference, settingsName } from "../function/function-name.ts";
import { eventInvokeConfigs } from "../keyspaces.ts";

export const deleteFunctionEventInvokeConfig = operation.write(Lambda.DeleteFunctionEventInvokeConfig, {
  honours: ["FunctionName", "Qualifier"],
  on: (input, place) => arnOfFunctionNamed(input.FunctionName, place),
  run(input, at) {
    const reference = functionReference(input.FunctionName, at, input.Qualifier);
    const row = [at.account, at.region, settingsName(reference)] as const;
    if (!eventInvokeConfigs.has(at.tx, row)) throw eventInvokeConfigMissing(configuredArn(reference));
    eventInvokeConfigs.delete(at.tx, row);
    return {};
  },
});
