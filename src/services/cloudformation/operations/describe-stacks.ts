/** DescribeStacks: one stack by name or id, or every stack that was not deleted. */
import { operation } from "../../../platform/operation.ts";
import { CloudFormation } from "../../../schema/generated/cloudformation.ts";
import { noStackWithId } from "../errors.ts";
import { stacks } from "../keyspaces.ts";
import { describeStack } from "../stack/describe.ts";
import { findStack, stackArn } from "../stack/find.ts";
import { pageOf } from "../stack/page.ts";

export const describeStacks = operation.read(CloudFormation.DescribeStacks, {
  honours: ["StackName", "NextToken"],
  on: stackArn,
  run(input, at) {
    if (input.StackName !== undefined) {
      const stack = findStack(input.StackName, at);
      if (stack === undefined) throw noStackWithId(input.StackName);
      return { Stacks: [describeStack(stack)] };
    }
    const all = Array.from(stacks.range(at.tx, [at.account, at.region]), (entry) => entry.value);
    const alive = all.filter(({ status }) => status !== "DELETE_COMPLETE");
    const page = pageOf(
      alive.sort((left, right) => right.createdAt - left.createdAt),
      input.NextToken,
    );
    return { Stacks: page.items.map((stack) => describeStack(stack)), NextToken: page.NextToken };
  },
});
