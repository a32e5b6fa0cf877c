/** PutFunctionRecursionConfig: whether recursive loops through the function are ended. */
import { operation } from "../../../platform/operation.ts";
import { Lambda } from "../../../schema/generated/lambda.ts";
import { unqualifiedOnly } from "../errors.ts";
import { arnOfFunctionNamed, functionReference } from "../function/function-name.ts";
import { requireFunction } from "../function/function-store.ts";
import { recursionConfigs } from "../keyspaces.ts";

export const putFunctionRecursionConfig = operation.write(Lambda.PutFunctionRecursionConfig, {
  honours: ["FunctionName", "RecursiveLoop"],
  on: (input, place) => arnOfFunctionNamed(input.FunctionName, place),
  run(input, at) {
    const reference = functionReference(input.FunctionName, at);
    if (reference.qualifier !== "") throw unqualifiedOnly();
    const { name } = requireFunction(reference, at);
    const key = [at.account, at.region, name] as const;
    if (input.RecursiveLoop === "Terminate") recursionConfigs.delete(at.tx, key);
    else recursionConfigs.put(at.tx, key, { recursiveLoop: input.RecursiveLoop });
    return { RecursiveLoop: input.RecursiveLoop };
  },
});
