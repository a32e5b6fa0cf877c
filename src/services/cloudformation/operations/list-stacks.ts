/** ListStacks: every stack, also those that were deleted in the last 90 days. */
import { operation } from "../../../platform/operation.ts";
import { CloudFormation } from "../../../schema/generated/cloudformation.ts";
import { stacks } from "../keyspaces.ts";
import { summarizeStack } from "../stack/describe.ts";
import { pageOf } from "../stack/page.ts";

export const listStacks = operation.read(CloudFormation.ListStacks, {
  honours: ["StackStatusFilter", "NextToken"],
  on: (_input, place) => `arn:aws:cloudformation:${place.region}:${place.account}:stack/*`,
  run(input, at) {
    const filter = input.StackStatusFilter ?? [];
    const all = Array.from(stacks.range(at.tx, [at.account, at.region]), (entry) => entry.value);
    const found = all.filter(({ status }) => filter.length === 0 || filter.includes(status));
    const page = pageOf(
      found.sort((left, right) => right.createdAt - left.createdAt),
      input.NextToken,
    );
    return { StackSummaries: page.items.map((stack) => summarizeStack(stack)), NextToken: page.NextToken };
  },
});
