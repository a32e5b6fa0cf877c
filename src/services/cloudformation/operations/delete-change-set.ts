/** DeleteChangeSet: forgets a change set; one that is not there is no error. */
import { operation } from "../../../platform/operation.ts";
import { ServiceError } from "../../../platform/service-error.ts";
import { CloudFormation } from "../../../schema/generated/cloudformation.ts";
import { findChangeSet } from "../change-set/find.ts";
import { changeSets } from "../keyspaces.ts";
import { stackArn } from "../stack/find.ts";

export const deleteChangeSet = operation.write(CloudFormation.DeleteChangeSet, {
  honours: ["ChangeSetName", "StackName"],
  on: stackArn,
  run(input, at) {
    try {
      const { stack, changeSet } = findChangeSet(input, at);
      changeSets.delete(at.tx, [at.account, at.region, stack.id, changeSet.name]);
    } catch (error) {
      if (!(error instanceof ServiceError && error.code === "ChangeSetNotFoundException")) throw error;
    }
    return {};
  },
});
