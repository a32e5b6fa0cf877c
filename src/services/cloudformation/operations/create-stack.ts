/** CreateStack: everything is checked first; then the stack is there, and its resources are made step by step. */
import { operation } from "../../../platform/operation.ts";
import { CloudFormation } from "../../../schema/generated/cloudformation.ts";
import { stackExists, validationError } from "../errors.ts";
import { changeSets } from "../keyspaces.ts";
import { changeSetsOf } from "../change-set/find.ts";
import { beginCreation, newStackId, registerStack } from "../stack/begin.ts";
import { prepareContent } from "../stack/content.ts";
import { blankStack } from "../stack/blank.ts";
import { rollbackDisabled } from "../stack/rollback-disabled.ts";
import { findStack, stackArn } from "../stack/find.ts";
import { checkStackName } from "../stack/name.ts";

export const createStack = operation.stream(CloudFormation.CreateStack, {
  honours: [
    "StackName",
    "TemplateBody",
    "TemplateURL",
    "Parameters",
    "DisableRollback",
    "OnFailure",
    "Capabilities",
    "RoleARN",
    "Tags",
    "NotificationARNs",
    "ClientRequestToken",
    "EnableTerminationProtection",
    "DeploymentConfig",
  ],
  on: stackArn,
  async run(input, at) {
    const { StackName: name, OnFailure: onFailure, DeploymentConfig: deploymentConfig } = input;
    const disableRollback = input.DisableRollback ?? deploymentConfig?.DisableRollback;
    checkStackName(name);
    if (disableRollback !== undefined && onFailure !== undefined) {
      throw validationError("You cannot specify both DisableRollback and OnFailure");
    }
    const existing = at.read((read) => findStack(name, read));
    if (existing !== undefined && existing.status !== "REVIEW_IN_PROGRESS") throw stackExists(name);
    const stackId = existing?.id ?? newStackId(name, at);
    const content = await prepareContent(
      input,
      { stackId, stackName: name, previous: undefined, isChangeSet: false },
      at,
    );
    const choice = onFailure ?? ((disableRollback ?? rollbackDisabled(deploymentConfig)) ? "DO_NOTHING" : "ROLLBACK");
    await at.write((write) => {
      const found = findStack(name, write);
      if (found !== undefined && found.status !== "REVIEW_IN_PROGRESS") throw stackExists(name);
      // What was under review is created another way: its change sets are out of date.
      for (const changeSet of found === undefined ? [] : changeSetsOf(found.id, write)) {
        const key = [write.account, write.region, stackId, changeSet.name] as const;
        changeSets.put(write.tx, key, { ...changeSet, executionStatus: "OBSOLETE" });
      }
      const stack = {
        ...blankStack({ id: stackId, name, now: write.now }),
        onFailure: choice,
        isProtected: input.EnableTerminationProtection === true,
        roleArn: input.RoleARN,
        clientRequestToken: input.ClientRequestToken,
        deploymentConfig,
      };
      registerStack(stack, write);
      const how = { disableRollback: choice === "DO_NOTHING", changeSetName: undefined };
      beginCreation(stackId, { content, choice: how }, write);
    });
    return { StackId: stackId };
  },
});
