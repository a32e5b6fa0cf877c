/** ListStackResources: the resources of a stack in short. */
import { operation } from "../../../platform/operation.ts";
import { CloudFormation } from "../../../schema/generated/cloudformation.ts";
import { noStackWithId } from "../errors.ts";
import { resources } from "../keyspaces.ts";
import { summarizeResource } from "../stack/describe.ts";
import { findStack, stackArn } from "../stack/find.ts";
import { pageOf } from "../stack/page.ts";

export const listStackResources = operation.read(CloudFormation.ListStackResources, {
  honours: ["StackName", "NextToken"],
  on: stackArn,
  run(input, at) {
    const stack = findStack(input.StackName, at);
    if (stack === undefined) throw noStackWithId(input.StackName);
    const all = Array.from(resources.range(at.tx, [at.account, at.region, stack.id]), (entry) => entry.value);
    const page = pageOf(all, input.NextToken);
    return { StackResourceSummaries: page.items.map((each) => summarizeResource(each)), NextToken: page.NextToken };
  },
});
