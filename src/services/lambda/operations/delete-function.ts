/** DeleteFunction: removes the function and stops its environments; its mappings and its log group stay, as on AWS. */
import { operation } from "../../../platform/operation.ts";
import { Lambda } from "../../../schema/generated/lambda.ts";
import { latestCannotBeDeleted } from "../errors.ts";
import { arnOfFunctionNamed, runnableReference } from "../function/function-name.ts";
import { deleteFunction as removeFunction, requireFunction } from "../function/function-store.ts";
import { retireFunction } from "../invocation/run-function.ts";

export const deleteFunction = operation.stream(Lambda.DeleteFunction, {
  honours: ["FunctionName", "Qualifier"],
  on: (input, place) => arnOfFunctionNamed(input.FunctionName, place),
  async run(input, at) {
    const reference = runnableReference(input.FunctionName, at, input.Qualifier);
    if (reference.qualifier !== "") throw latestCannotBeDeleted();
    await at.write((write) => removeFunction(requireFunction(reference, write), write));
    retireFunction(reference.arn, at);
    return { StatusCode: 204 };
  },
});
