/** DescribeStackResources: the resources of a stack, or of the stack that a physical resource belongs to. */
import { operation } from "../../../platform/operation.ts";
import type { ReadScope } from "../../../platform/scope.ts";
import { CloudFormation } from "../../../schema/generated/cloudformation.ts";
import { noStackResource, noStackWithId, validationError } from "../errors.ts";
import { resources } from "../keyspaces.ts";
import { describeResource } from "../stack/describe.ts";
import { findStack, stackArn } from "../stack/find.ts";
import type { StackRecord } from "../stack/stack-record.ts";

export const describeStackResources = operation.read(CloudFormation.DescribeStackResources, {
  honours: ["StackName", "LogicalResourceId", "PhysicalResourceId"],
  on: stackArn,
  run(input, at) {
    const { StackName: name, LogicalResourceId: logicalId, PhysicalResourceId: physicalId } = input;
    if ((name === undefined) === (physicalId === undefined)) {
      throw validationError("You must specify either StackName or PhysicalResourceId, but not both.");
    }
    const stack = name === undefined ? stackOf(physicalId ?? "", at) : findStack(name, at);
    if (stack === undefined) {
      throw name === undefined ? validationError(`Stack for ${physicalId ?? ""} does not exist`) : noStackWithId(name);
    }
    const all = Array.from(resources.range(at.tx, [at.account, at.region, stack.id]), (entry) => entry.value);
    const found = all.filter((resource) => logicalId === undefined || resource.logicalId === logicalId);
    if (logicalId !== undefined && found.length === 0) throw noStackResource(logicalId, stack.name);
    return { StackResources: found.map((resource) => describeResource(resource, stack)) };
  },
});

function stackOf(physicalId: string, at: ReadScope): StackRecord | undefined {
  for (const { key, value } of resources.range(at.tx, [at.account, at.region])) {
    if (value.instance?.physicalId === physicalId && value.status !== "DELETE_COMPLETE") return findStack(key[2], at);
  }
  return undefined;
}
