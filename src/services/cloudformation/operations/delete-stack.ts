/** DeleteStack: everything goes in the reverse order of its making. A stack that is not there is no error. */
import { operation } from "../../../platform/operation.ts";
import { ServiceError } from "../../../platform/service-error.ts";
import { CloudFormation } from "../../../schema/generated/cloudformation.ts";
import { validationError } from "../errors.ts";
import { resources } from "../keyspaces.ts";
import { beginDeletion } from "../stack/begin.ts";
import { findStack, stackArn } from "../stack/find.ts";
import { checkExportsUnused } from "../stack/outputs.ts";
import { StackWriter } from "../stack/writer.ts";

export const deleteStack = operation.write(CloudFormation.DeleteStack, {
  honours: ["StackName", "RetainResources", "RoleARN", "ClientRequestToken", "DeploymentConfig"],
  on: stackArn,
  run(input, at) {
    const stack = findStack(input.StackName, at);
    if (stack === undefined || stack.status === "DELETE_COMPLETE" || stack.status === "DELETE_IN_PROGRESS") return {};
    if (stack.isProtected) {
      throw validationError(`Stack [${stack.name}] cannot be deleted while TerminationProtection is enabled`);
    }
    const retained = input.RetainResources ?? [];
    if (retained.length > 0 && stack.status !== "DELETE_FAILED") {
      throw validationError(
        `Invalid operation on stack [${stack.id}]. RetainResources can only be specified for stacks in the DELETE_FAILED state`,
      );
    }
    for (const id of retained) {
      if (resources.has(at.tx, [at.account, at.region, stack.id, id])) continue;
      throw validationError(`Resource ${id} does not exist for stack ${stack.name}`);
    }
    const writer = new StackWriter(at, stack.id);
    writer.change({ clientRequestToken: input.ClientRequestToken, deploymentConfig: input.DeploymentConfig });
    try {
      checkExportsUnused(writer);
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      // The request is accepted; that the stack stays is told by its status.
      writer.status("DELETE_IN_PROGRESS", "User Initiated");
      writer.status("DELETE_FAILED", error.message);
      return {};
    }
    beginDeletion(stack.id, retained, at);
    return {};
  },
});
