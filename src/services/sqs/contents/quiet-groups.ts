/** What a fair queue holds beside the messages of noisy tenants, for the metrics. */
import type { ReadScope } from "../../../platform/scope.ts";
import { tenantTurns } from "../keyspaces.ts";
import { COUNTED_ROWS_MAX } from "../limits.ts";
import type { Queue } from "../queue/queue.ts";
import { ageOfOldestSeconds, type Depth } from "./depth.ts";
import { idleSinceOfQuiet, IDLE_LANE, tenantAt } from "./tenants.ts";

export interface QuietGroups {
  readonly noisyGroups: number;
  /** Without the noisy ones; messages without a group are quiet. */
  readonly depth: Depth;
  readonly ageOfOldestSeconds: number;
}

/** @param whole the depth of the queue with its noisy tenants */
export function quietGroupsOf(at: ReadScope, queue: Queue, whole: Depth): QuietGroups {
  const noisy = new Set<string>();
  let { visible, inFlight, delayed } = whole;
  // A noisy tenant has a backlog, and so a turn; one that was idle for long enough counts as quiet already.
  const from: [number, number, number] = [queue.contents, IDLE_LANE, idleSinceOfQuiet(at) + 1];
  for (const { value: groupId } of tenantTurns.range(at.tx, [queue.contents], { from, limit: COUNTED_ROWS_MAX })) {
    const tenant = tenantAt(at, queue, groupId);
    noisy.add(groupId);
    visible -= tenant.visible;
    inFlight -= tenant.inFlight;
    delayed -= tenant.delayed;
  }
  return {
    noisyGroups: noisy.size,
    // What is due for upkeep is counted as it is now in the whole, and as it was in a tenant.
    depth: { visible: Math.max(0, visible), inFlight: Math.max(0, inFlight), delayed: Math.max(0, delayed) },
    ageOfOldestSeconds: ageOfOldestSeconds(at, queue, noisy),
  };
}
