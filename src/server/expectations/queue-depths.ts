/** The queues of a cloud that hold messages, and how many. */
import type { Platform } from "../../platform/platform.ts";
import { depthOf } from "../../services/sqs/contents/depth.ts";
import { queues } from "../../services/sqs/keyspaces.ts";
import { withArn } from "../../services/sqs/queue/queue.ts";
import { QUEUES_SHOWN } from "./limits.ts";

/** How many messages a queue holds. */
export interface QueueDepth {
  readonly name: string;
  readonly visible: number;
  readonly inFlight: number;
  readonly delayed: number;
}

/** Those of every account and region. */
export function queueDepths(platform: Platform): readonly QueueDepth[] {
  return platform.scope().read((at) => {
    const held: QueueDepth[] = [];
    for (const { value } of queues.range(at.tx, [])) {
      const { visible, inFlight, delayed } = depthOf(at, withArn(value));
      if (visible + inFlight + delayed === 0) continue;
      held.push({ name: value.name, visible, inFlight, delayed });
      if (held.length === QUEUES_SHOWN) break;
    }
    return held;
  });
}
