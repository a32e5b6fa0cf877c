/** The metrics of AWS/SQS that are sampled each minute, for queues that are in use. */
import type { AsyncScope, ReadScope } from "../../platform/scope.ts";
import type { MetricUnit } from "../../platform/metrics/metric-datum.ts";
import { ageOfOldestSeconds, type Depth, depthOf } from "./contents/depth.ts";
import { readTally } from "./contents/open-queue.ts";
import { processingTimes } from "./contents/processing-times.ts";
import { quietGroupsOf } from "./contents/quiet-groups.ts";
import { queues } from "./keyspaces.ts";
import { FIXED } from "./limits.ts";
import { lastUses } from "./queue/find-queue.ts";
import { type Queue, withArn } from "./queue/queue.ts";
import { COUNTER_NAMES, counted } from "./usage.ts";

/** Emits depths, ages, and a zero for each counter that nothing was added to: an active queue has no gaps. */
export function sampleQueues(at: AsyncScope): void {
  const emitted = at.local(counted);
  const samples = at.read((read) => [...activeQueues(read)].map((queue) => sampleOf(read, queue)));
  for (const { queue, values } of samples) {
    const { account, region } = queue;
    const scope = at.within({ account, region });
    const dimensions = { QueueName: queue.name };
    const emit = (name: string, value: number, unit: MetricUnit): void =>
      scope.metric({ namespace: "AWS/SQS", name, dimensions, value, unit });
    for (const [name, value] of Object.entries(values)) {
      emit(name, value, name.startsWith("ApproximateAgeOfOldest") ? "Seconds" : "Count");
    }
    for (const name of COUNTER_NAMES) {
      const applies = queue.fifo || name !== "NumberOfDeduplicatedSentMessages";
      if (applies && !emitted.get(queue.id)?.has(name)) emit(name, 0, "Count");
    }
  }
  emitted.clear();
  at.local(processingTimes).forgetOld(at.clock.now());
}

interface Sample {
  readonly queue: Queue;
  readonly values: Readonly<Record<string, number>>;
}

/** A queue is active for six hours after it was used or held a message. */
function* activeQueues(at: ReadScope): Generator<Queue, void, undefined> {
  const uses = at.local(lastUses);
  for (const { value } of queues.range(at.tx, [])) {
    const queue = withArn(value);
    const lastUse = uses.get(queue.id) ?? queue.createdAt;
    if (at.now - lastUse <= FIXED.activeMilliseconds) yield queue;
    else {
      const { visible, inFlight, delayed } = depthOf(at, queue);
      if (visible + inFlight + delayed === 0) continue;
      uses.set(queue.id, at.now);
      yield queue;
    }
  }
}

function sampleOf(at: ReadScope, queue: Queue): Sample {
  const depth = depthOf(at, queue);
  return {
    queue,
    values: {
      ApproximateNumberOfMessagesVisible: depth.visible,
      ApproximateNumberOfMessagesNotVisible: depth.inFlight,
      ApproximateNumberOfMessagesDelayed: depth.delayed,
      ApproximateAgeOfOldestMessage: ageOfOldestSeconds(at, queue),
      ...groupValues(at, queue, depth),
    },
  };
}

/** What is said of groups: by FIFO queues always, by standard queues while they are in use as fair queues. */
function groupValues(at: ReadScope, queue: Queue, depth: Depth): Sample["values"] {
  const tally = readTally(at, queue);
  if (queue.fifo) return { ApproximateNumberOfGroupsWithInflightMessages: tally.groupsInFlight };
  const isFair =
    tally.inGroups > 0 || (tally.lastGroupedAt > 0 && at.now - tally.lastGroupedAt <= FIXED.activeMilliseconds);
  if (!isFair) return {};
  const quiet = quietGroupsOf(at, queue, depth);
  return {
    ApproximateNumberOfNoisyGroups: quiet.noisyGroups,
    ApproximateNumberOfMessagesVisibleInQuietGroups: quiet.depth.visible,
    ApproximateNumberOfMessagesNotVisibleInQuietGroups: quiet.depth.inFlight,
    ApproximateNumberOfMessagesDelayedInQuietGroups: quiet.depth.delayed,
    ApproximateAgeOfOldestMessageInQuietGroups: quiet.ageOfOldestSeconds,
  };
}
