/** What CloudFormation does later: it forgets stacks that were deleted long ago. */
import type { TimerHandler } from "../../platform/timers/timer-handler.ts";
import { changeSets, events, resources, stacks } from "./keyspaces.ts";

interface Forgotten {
  readonly account: string;
  readonly region: string;
  readonly stackId: string;
}

export const forgetStack: TimerHandler = ({ account, region, stackId }: Forgotten, at) => {
  for (const key of events.keys(at.tx, [account, region, stackId])) events.delete(at.tx, key);
  for (const key of resources.keys(at.tx, [account, region, stackId])) resources.delete(at.tx, key);
  for (const key of changeSets.keys(at.tx, [account, region, stackId])) changeSets.delete(at.tx, key);
  stacks.delete(at.tx, [account, region, stackId]);
};
