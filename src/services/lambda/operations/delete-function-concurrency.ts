/** DeleteFunctionConcurrency: the function shares the unreserved pool again. */
import { operation } from "../../../platform/operation.ts";
import { Lambda } from "../../../schema/generated/lambda.ts";
import { unqualifiedOnly } from "../errors.ts";
import { arnOfFunctionNamed, functionReference } from "../function/function-name.ts";
import { requireFunction, touchFunction } from "../function/function-store.ts";
import { reservations } from "../keyspaces.ts";

export const deleteFunctionConcurrency = operation.write(Lambda.DeleteFunctionConcurrency, {
  honours: ["FunctionName"],
  on: (input, place) => arnOfFunctionNamed(input.FunctionName, place),
  run(input, at) {
    const reference = functionReference(input.FunctionName, at);
    if (reference.qualifier !== "") throw unqualifiedOnly();
    const record = requireFunction(reference, at);
    reservations.delete(at.tx, [at.account, at.region, record.name]);
    touchFunction(record, {}, at);
    return {};
  },
});
