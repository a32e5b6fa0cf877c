/** GetFunctionConcurrency: nothing at all for a function without a reservation. */
import { operation } from "../../../platform/operation.ts";
import { Lambda } from "../../../schema/generated/lambda.ts";
import { unqualifiedOnly } from "../errors.ts";
import { arnOfFunctionNamed, functionReference } from "../function/function-name.ts";
import { requireFunction } from "../function/function-store.ts";
import { reservations } from "../keyspaces.ts";

export const getFunctionConcurrency = operation.read(Lambda.GetFunctionConcurrency, {
  honours: ["FunctionName"],
  on: (input, place) => arnOfFunctionNamed(input.FunctionName, place),
  run(input, at) {
    const reference = functionReference(input.FunctionName, at);
    if (reference.qualifier !== "") throw unqualifiedOnly();
    const record = requireFunction(reference, at);
    const reserved = reservations.get(at.tx, [at.account, at.region, record.name]);
    return reserved === undefined ? {} : { ReservedConcurrentExecutions: reserved.executions };
  },
});
