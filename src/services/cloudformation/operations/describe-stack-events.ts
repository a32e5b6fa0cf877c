/** DescribeStackEvents: what happened to a stack, newest first. */
import { operation } from "../../../platform/operation.ts";
import { CloudFormation } from "../../../schema/generated/cloudformation.ts";
import { invalidNextToken, noStack } from "../errors.ts";
import { events } from "../keyspaces.ts";
import { PAGE_ITEMS } from "../limits.ts";
import { describeEvent } from "../stack/describe.ts";
import { findStack, stackArn } from "../stack/find.ts";

export const describeStackEvents = operation.read(CloudFormation.DescribeStackEvents, {
  honours: ["StackName", "NextToken"],
  on: stackArn,
  run(input, at) {
    const stack = findStack(input.StackName, at);
    if (stack === undefined) throw noStack(input.StackName);
    const below = input.NextToken === undefined ? undefined : Number(input.NextToken);
    if (below !== undefined && (!Number.isSafeInteger(below) || below < 0)) throw invalidNextToken();
    const whole: [string, string, string] = [at.account, at.region, stack.id];
    const options = { reverse: true, limit: PAGE_ITEMS };
    const from = below === undefined ? options : { ...options, after: [...whole, below] as const };
    const found = [...events.range(at.tx, whole, from)];
    const last = found.at(-1)?.key[3] ?? 0;
    return {
      StackEvents: found.map((entry) => describeEvent(entry.value, stack)),
      NextToken: last > 0 ? String(last) : undefined,
    };
  },
});
