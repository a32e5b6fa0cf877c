/** GetFunctionEventInvokeConfig. */
import { operation } from "../../../platform/operation.ts";
import { Lambda } from "../../../schema/generated/lambda.ts";
import { configuredArn, shownConfig } from "../asynchronous/event-record.ts";
import { eventInvokeConfigMissing } from "../errors.ts";
import { arnOfFunctionNamed, functionReference, settingsName } from "../function/function-name.ts";
import { eventInvokeConfigs } from "../keyspaces.ts";

export const getFunctionEventInvokeConfig = operation.read(Lambda.GetFunctionEventInvokeConfig, {
  honours: ["FunctionName", "Qualifier"],
  on: (input, place) => arnOfFunctionNamed(input.FunctionName, place),
  run(input, at) {
    const reference = functionReference(input.FunctionName, at, input.Qualifier);
    const config = eventInvokeConfigs.get(at.tx, [at.account, at.region, settingsName(reference)]);
    if (config === undefined) throw eventInvokeConfigMissing(configuredArn(reference));
    return shownConfig(config, configuredArn(reference));
  },
});
