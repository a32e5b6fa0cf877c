/** DescribeChangeSet: a change set with its changes. */
import { operation } from "../../../platform/operation.ts";
import { CloudFormation } from "../../../schema/generated/cloudformation.ts";
import { withoutValues } from "../change-set/describe.ts";
import { findChangeSet } from "../change-set/find.ts";
import { describeParameters } from "../stack/describe.ts";
import { stackArn } from "../stack/find.ts";
import { pageOf } from "../stack/page.ts";

export const describeChangeSet = operation.read(CloudFormation.DescribeChangeSet, {
  honours: ["ChangeSetName", "StackName", "NextToken", "IncludePropertyValues"],
  on: stackArn,
  run(input, at) {
    const { stack, changeSet } = findChangeSet(input, at);
    const page = pageOf(changeSet.changes, input.NextToken);
    const { content } = changeSet;
    return {
      ChangeSetName: changeSet.name,
      ChangeSetId: changeSet.id,
      StackId: stack.id,
      StackName: stack.name,
      Description: changeSet.description,
      Parameters: content === undefined ? [] : describeParameters(content),
      CreationTime: changeSet.createdAt,
      ExecutionStatus: changeSet.executionStatus,
      Status: changeSet.status,
      StatusReason: changeSet.statusReason,
      NotificationARNs: content?.notificationArns ?? [],
      RollbackConfiguration: {},
      Capabilities: content?.capabilities ?? [],
      Tags: content?.tags ?? [],
      Changes: input.IncludePropertyValues === true ? page.items : page.items.map(withoutValues),
      NextToken: page.NextToken,
      IncludeNestedStacks: changeSet.includeNestedStacks,
      OnStackFailure: changeSet.onFailure,
      DeploymentConfig: changeSet.deploymentConfig,
    };
  },
});
