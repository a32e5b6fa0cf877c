/** PutFunctionConcurrency: reserves a part of the account's concurrency for one function, and caps it at that. */
import { operation } from "../../../platform/operation.ts";
import { Lambda } from "../../../schema/generated/lambda.ts";
import { functionNotFound, unqualifiedOnly, unreservedTooLow } from "../errors.ts";
import { arnOfFunctionNamed, functionReference } from "../function/function-name.ts";
import { touchFunction } from "../function/function-store.ts";
import { reservationsOf } from "../invocation/concurrency.ts";
import { functions, reservations } from "../keyspaces.ts";
import { UNRESERVED_CONCURRENCY_MIN } from "../limits.ts";
import { lambdaSettings } from "../settings.ts";

export const putFunctionConcurrency = operation.write(Lambda.PutFunctionConcurrency, {
  honours: ["FunctionName", "ReservedConcurrentExecutions"],
  on: (input, place) => arnOfFunctionNamed(input.FunctionName, place),
  run(input, at) {
    const { name, arn, qualifier } = functionReference(input.FunctionName, at);
    if (qualifier !== "") throw unqualifiedOnly();
    const record = functions.get(at.tx, [at.account, at.region, name]);
    if (record === undefined) throw functionNotFound(`${arn}:$LATEST`);
    const executions = input.ReservedConcurrentExecutions;
    const { own = 0, total } = reservationsOf(record, at);
    if (at.local(lambdaSettings).accountConcurrency - (total - own) - executions < UNRESERVED_CONCURRENCY_MIN) {
      throw unreservedTooLow(UNRESERVED_CONCURRENCY_MIN);
    }
    reservations.put(at.tx, [at.account, at.region, name], { executions });
    touchFunction(record, {}, at);
    return { ReservedConcurrentExecutions: executions };
  },
});
