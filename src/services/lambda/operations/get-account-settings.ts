/** GetAccountSettings: the limits, and how much of them is used. */
import { operation } from "../../../platform/operation.ts";
import { Lambda } from "../../../schema/generated/lambda.ts";
import { functionArn } from "../function/function-name.ts";
import { functions, layerVersions, reservations, versions } from "../keyspaces.ts";
import { TOTAL_CODE_BYTES_MAX, UNZIPPED_BYTES_MAX, ZIPPED_BYTES_MAX } from "../limits.ts";
import { lambdaSettings } from "../settings.ts";

export const getAccountSettings = operation.read(Lambda.GetAccountSettings, {
  honours: [],
  on: (_input, place) => functionArn(place, "*"),
  run(_input, at) {
    const { accountConcurrency } = at.local(lambdaSettings);
    let codeBytes = 0;
    let count = 0;
    let reserved = 0;
    for (const { value } of functions.range(at.tx, [at.account, at.region])) {
      codeBytes += value.setup.code.sizeBytes;
      count++;
    }
    for (const { value } of versions.range(at.tx, [at.account, at.region])) codeBytes += value.setup.code.sizeBytes;
    for (const { value } of layerVersions.range(at.tx, [at.account, at.region])) codeBytes += value.code.sizeBytes;
    for (const { value } of reservations.range(at.tx, [at.account, at.region])) reserved += value.executions;
    return {
      AccountLimit: {
        TotalCodeSize: TOTAL_CODE_BYTES_MAX,
        CodeSizeUnzipped: UNZIPPED_BYTES_MAX,
        CodeSizeZipped: ZIPPED_BYTES_MAX,
        ConcurrentExecutions: accountConcurrency,
        UnreservedConcurrentExecutions: accountConcurrency - reserved,
      },
      AccountUsage: { TotalCodeSize: codeBytes, FunctionCount: count },
    };
  },
});
