/** UpdateStack: what differs is changed, replaced or removed; what fails is undone. */
import { operation } from "../../../platform/operation.ts";
import { resourceTypes } from "../../../platform/resource-type.ts";
import { CloudFormation } from "../../../schema/generated/cloudformation.ts";
import { noStack, noUpdates } from "../errors.ts";
import { beginUpdate, checkUpdatable } from "../stack/begin.ts";
import { prepareContent } from "../stack/content.ts";
import { rollbackDisabled } from "../stack/rollback-disabled.ts";
import { findStack, stackArn } from "../stack/find.ts";
import { planChanges } from "../stack/plan.ts";
import { StackWriter } from "../stack/writer.ts";

export const updateStack = operation.stream(CloudFormation.UpdateStack, {
  honours: [
    "StackName",
    "TemplateBody",
    "TemplateURL",
    "UsePreviousTemplate",
    "Parameters",
    "Capabilities",
    "RoleARN",
    "Tags",
    "NotificationARNs",
    "ClientRequestToken",
    "DisableRollback",
    "DeploymentConfig",
  ],
  on: stackArn,
  async run(input, at) {
    const stack = at.read((read) => findStack(input.StackName, read));
    if (stack === undefined) throw noStack(input.StackName);
    checkUpdatable(stack);
    const asked = { stackId: stack.id, stackName: stack.name, previous: stack, isChangeSet: false };
    const content = await prepareContent(input, asked, at);
    const types = at.local(resourceTypes);
    await at.write((write) => {
      const current = findStack(stack.id, write) ?? stack;
      checkUpdatable(current);
      // A failed update that was left as it is can be tried again with the same template.
      const isRetried = current.status === "UPDATE_FAILED";
      if (planChanges({ stack: current, next: content, types }, write).isEmpty && !isRetried) throw noUpdates();
      const writer = new StackWriter(write, stack.id);
      const { ClientRequestToken: clientRequestToken, DeploymentConfig: deploymentConfig } = input;
      writer.change({ clientRequestToken, roleArn: input.RoleARN ?? current.roleArn, deploymentConfig });
      const disableRollback = input.DisableRollback ?? rollbackDisabled(deploymentConfig) ?? false;
      const choice = { disableRollback, changeSetName: undefined };
      beginUpdate(stack.id, { content, choice }, write);
    });
    return { StackId: stack.id };
  },
});
