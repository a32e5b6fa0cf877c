/** GetFunctionEventInvokeConfig. */
import { operation } from "../../../platform/operation.ts";
import { Lambda } from "../../../schema/generated/lambda.ts";
import { shownConfig } from "../asynchronous/event-record.ts";
import { eventInvokeConfigMissing } from "../errors.ts";
import { arnOfFunctionNamed, runnableReference } from "../function/function-name.ts";
import { eventInvokeConfigs } from "../keyspaces.ts";

export const getFunctionEventInvokeConfig = operation.read(Lambda.GetFunctionEventInvokeConfig, {
  honours: ["FunctionName", "Qualifier"],
  on: (input, place) => arnOfFunctionNamed(input.FunctionName, place),
  run(input, at) {
    const { name, arn } = runnableReference(input.FunctionName, at, input.Qualifier);
    const config = eventInvokeConfigs.get(at.tx, [at.account, at.region, name]);
    if (config === undefined) throw eventInvokeConfigMissing(`${arn}:$LATEST`);
    return shownConfig(config, arn);
  },
});
