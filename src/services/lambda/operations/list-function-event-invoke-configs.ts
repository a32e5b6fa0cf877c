/** ListFunctionEventInvokeConfigs: one at most, since `$LATEST` is the only version. */
import { operation } from "../../../platform/operation.ts";
import { Lambda } from "../../../schema/generated/lambda.ts";
import { shownConfig } from "../asynchronous/event-record.ts";
import { arnOfFunctionNamed, functionReference } from "../function/function-name.ts";
import { requireFunction } from "../function/function-store.ts";
import { eventInvokeConfigs } from "../keyspaces.ts";

export const listFunctionEventInvokeConfigs = operation.read(Lambda.ListFunctionEventInvokeConfigs, {
  honours: ["FunctionName", "MaxItems"],
  on: (input, place) => arnOfFunctionNamed(input.FunctionName, place),
  run(input, at) {
    const record = requireFunction(functionReference(input.FunctionName, at), at);
    const config = eventInvokeConfigs.get(at.tx, [at.account, at.region, record.name]);
    return { FunctionEventInvokeConfigs: config === undefined ? [] : [shownConfig(config, record.arn)] };
  },
});
