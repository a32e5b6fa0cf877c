/** ExecuteChangeSet: deploys what a change set holds; the other change sets of the stack are then out of date. */
import { operation } from "../../../platform/operation.ts";
import { CloudFormation } from "../../../schema/generated/cloudformation.ts";
import { changeSetsOf, findChangeSet } from "../change-set/find.ts";
import { changeSetStatus } from "../errors.ts";
import { changeSets } from "../keyspaces.ts";
import { beginCreation, beginUpdate, checkUpdatable } from "../stack/begin.ts";
import { rollbackDisabled } from "../stack/rollback-disabled.ts";
import { stackArn } from "../stack/find.ts";
import { StackWriter } from "../stack/writer.ts";

export const executeChangeSet = operation.write(CloudFormation.ExecuteChangeSet, {
  honours: ["ChangeSetName", "StackName", "ClientRequestToken", "DisableRollback"],
  on: stackArn,
  run(input, at) {
    const { stack, changeSet } = findChangeSet(input, at);
    const { content, executionStatus } = changeSet;
    if (content === undefined || executionStatus !== "AVAILABLE") {
      const status = changeSet.status === "CREATE_COMPLETE" ? executionStatus : changeSet.status;
      throw changeSetStatus(changeSet.id, status, "executed");
    }
    const isCreation = stack.status === "REVIEW_IN_PROGRESS";
    if (!isCreation) checkUpdatable(stack);
    for (const each of changeSetsOf(stack.id, at)) {
      const status = each.name === changeSet.name ? "EXECUTE_COMPLETE" : "OBSOLETE";
      changeSets.put(at.tx, [at.account, at.region, stack.id, each.name], { ...each, executionStatus: status });
    }
    const { onFailure, deploymentConfig } = changeSet;
    const disableRollback = input.DisableRollback ?? rollbackDisabled(deploymentConfig) ?? onFailure === "DO_NOTHING";
    const writer = new StackWriter(at, stack.id);
    writer.change({
      changeSetId: changeSet.id,
      clientRequestToken: input.ClientRequestToken,
      onFailure: disableRollback ? "DO_NOTHING" : onFailure,
      deploymentConfig,
      roleArn: changeSet.roleArn ?? stack.roleArn,
      updatedAt: at.now,
    });
    const choice = { disableRollback, changeSetName: changeSet.name };
    if (isCreation) beginCreation(stack.id, { content, choice }, at);
    else beginUpdate(stack.id, { content, choice }, at);
    return {};
  },
});
