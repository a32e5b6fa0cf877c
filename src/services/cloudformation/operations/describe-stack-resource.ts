/** DescribeStackResource: everything about one resource of a stack. */
import { operation } from "../../../platform/operation.ts";
import { CloudFormation } from "../../../schema/generated/cloudformation.ts";
import { noStack, noStackResource } from "../errors.ts";
import { resources } from "../keyspaces.ts";
import { describeResource } from "../stack/describe.ts";
import { findStack, stackArn } from "../stack/find.ts";

export const describeStackResource = operation.read(CloudFormation.DescribeStackResource, {
  honours: ["StackName", "LogicalResourceId"],
  on: stackArn,
  run(input, at) {
    const stack = findStack(input.StackName, at);
    if (stack === undefined) throw noStack(input.StackName);
    const resource = resources.get(at.tx, [at.account, at.region, stack.id, input.LogicalResourceId]);
    if (resource === undefined) throw noStackResource(input.LogicalResourceId, stack.name);
    const { Timestamp, ...described } = describeResource(resource, stack);
    const Metadata = resource.metadata === undefined ? "{}" : JSON.stringify(resource.metadata);
    return { StackResourceDetail: { ...described, LastUpdatedTimestamp: Timestamp, Metadata } };
  },
});
