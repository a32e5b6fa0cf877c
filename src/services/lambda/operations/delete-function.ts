/** DeleteFunction: removes the function or one version, and stops its environments; the function's mappings and its log group stay, as on AWS. */
import { operation } from "../../../platform/operation.ts";
import { Lambda } from "../../../schema/generated/lambda.ts";
import { arnOfFunctionNamed, functionReference } from "../function/function-name.ts";
import { deleteFunction as removeFunction, removeVersion, requireFunction } from "../function/function-store.ts";
import { environmentKey } from "../invocation/credentials.ts";
import { retireFunction } from "../invocation/run-function.ts";

export const deleteFunction = operation.stream(Lambda.DeleteFunction, {
  honours: ["FunctionName", "Qualifier"],
  on: (input, place) => arnOfFunctionNamed(input.FunctionName, place),
  async run(input, at) {
    const reference = functionReference(input.FunctionName, at, input.Qualifier);
    const version = await at.write((write) => {
      const record = requireFunction({ ...reference, qualifier: "" }, write);
      if (reference.qualifier !== "") return removeVersion(record, reference.qualifier, write);
      removeFunction(record, write);
      return undefined;
    });
    if (reference.qualifier === "") retireFunction(reference.arn, at);
    else if (version !== undefined) at.ports.functions.retire(environmentKey(version));
    return { StatusCode: 204 };
  },
});
