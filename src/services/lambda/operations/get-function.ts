/** GetFunction: configuration, tags, reserved concurrency, and an address from which the code can be fetched. */
import { operation } from "../../../platform/operation.ts";
import { Lambda } from "../../../schema/generated/lambda.ts";
import { codeLocation } from "../code/code-location.ts";
import { arnOfFunctionNamed, functionReference } from "../function/function-name.ts";
import { functionConfiguration } from "../function/function-record.ts";
import { requireQualified } from "../function/find-function.ts";
import { reservations } from "../keyspaces.ts";

export const getFunction = operation.read(Lambda.GetFunction, {
  honours: ["FunctionName", "Qualifier"],
  on: (input, place) => arnOfFunctionNamed(input.FunctionName, place),
  run(input, at) {
    const reference = functionReference(input.FunctionName, at, input.Qualifier);
    const record = requireQualified(reference, at);
    const reserved = reservations.get(at.tx, [at.account, at.region, record.name]);
    const isUnqualified = reference.qualifier === "";
    const hasTags = isUnqualified && Object.keys(record.tags).length > 0;
    return {
      Configuration: functionConfiguration(record, reference.qualifier),
      Code: { RepositoryType: "S3", Location: codeLocation(record.setup.code, at) },
      ...(hasTags ? { Tags: record.tags } : {}),
      ...(isUnqualified && reserved !== undefined
        ? { Concurrency: { ReservedConcurrentExecutions: reserved.executions } }
        : {}),
    };
  },
});
