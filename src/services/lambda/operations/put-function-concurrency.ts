/** PutFunctionConcurrency: reserves a part of the account's concurrency for one function, and caps it at that. */
import { operation } from "../../../platform/operation.ts";
import { Lambda } from "../../../schema/generated/lambda.ts";
import { functionNotFound, reservedBelowProvisioned, unqualifiedOnly, unreservedTooLow } from "../errors.ts";
import { arnOfFunctionNamed, functionReference } from "../function/function-name.ts";
import { touchFunction } from "../function/function-store.ts";
import { reservationsOf } from "../invocation/concurrency.ts";
import { functions, reservations } from "../keyspaces.ts";
import { UNRESERVED_CONCURRENCY_MIN } from "../limits.ts";
import { provisionedOf } from "../provisioned/check-provisioned.ts";
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
    const provisioned = provisionedOf(record, at);
    if (executions < provisioned) throw reservedBelowProvisioned(executions, provisioned);
    const { own, total } = reservationsOf(record, at);
    // What is kept ready for a function is taken from what it reserves, once it reserves something.
    const before = own ?? provisioned;
    if (at.local(lambdaSettings).accountConcurrency - (total - before) - executions < UNRESERVED_CONCURRENCY_MIN) {
      throw unreservedTooLow(UNRESERVED_CONCURRENCY_MIN);
    }
    reservations.put(at.tx, [at.account, at.region, name], { executions });
    touchFunction(record, {}, at);
    return { ReservedConcurrentExecutions: executions };
  },
});
