/** ListChangeSets: the change sets of a stack. */
import { operation } from "../../../platform/operation.ts";
import { CloudFormation } from "../../../schema/generated/cloudformation.ts";
import { changeSetsOf } from "../change-set/find.ts";
import { noStack } from "../errors.ts";
import { findStack, stackArn } from "../stack/find.ts";
import { pageOf } from "../stack/page.ts";

export const listChangeSets = operation.read(CloudFormation.ListChangeSets, {
  honours: ["StackName", "NextToken"],
  on: stackArn,
  run(input, at) {
    const stack = findStack(input.StackName, at);
    if (stack === undefined) throw noStack(input.StackName);
    const page = pageOf(changeSetsOf(stack.id, at), input.NextToken);
    const shown = page.items.map((changeSet) => ({
      StackId: stack.id,
      StackName: stack.name,
      ChangeSetId: changeSet.id,
      ChangeSetName: changeSet.name,
      ExecutionStatus: changeSet.executionStatus,
      Status: changeSet.status,
      StatusReason: changeSet.statusReason,
      CreationTime: changeSet.createdAt,
      Description: changeSet.description,
      IncludeNestedStacks: changeSet.includeNestedStacks,
    }));
    return { Summaries: shown, NextToken: page.NextToken };
  },
});
