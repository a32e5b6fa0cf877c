/** UpdateTerminationProtection: whether DeleteStack is refused. */
import { operation } from "../../../platform/operation.ts";
import { CloudFormation } from "../../../schema/generated/cloudformation.ts";
import { noStack } from "../errors.ts";
import { findStack, stackArn } from "../stack/find.ts";
import { StackWriter } from "../stack/writer.ts";

export const updateTerminationProtection = operation.write(CloudFormation.UpdateTerminationProtection, {
  honours: ["StackName", "EnableTerminationProtection"],
  on: stackArn,
  run(input, at) {
    const stack = findStack(input.StackName, at);
    if (stack === undefined || stack.status === "DELETE_COMPLETE") throw noStack(input.StackName);
    new StackWriter(at, stack.id).change({ isProtected: input.EnableTerminationProtection });
    return { StackId: stack.id };
  },
});
