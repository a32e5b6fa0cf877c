/** How deep a queue is: the counters, put right by what time has done to them since they were written. */
import { SECOND_MILLISECONDS } from "../../../kernel/durations.ts";
import type { ReadScope } from "../../../platform/scope.ts";
import { hidden, messages, receipts, tenantTurns } from "../keyspaces.ts";
import { AGE_CANDIDATES_MAX, COUNTED_ROWS_MAX } from "../limits.ts";
import type { StoredMessage } from "../message/stored-message.ts";
import type { Queue } from "../queue/queue.ts";
import { asideShelf, lineShelf, parts, rowsFrom } from "./message-key.ts";
import { readTally } from "./open-queue.ts";
import { receivesHere } from "./receipt.ts";
import { fifoDelayMilliseconds, retentionStart } from "./retention.ts";
import { QUIET_LANE } from "./tenants.ts";

export interface Depth {
  /** FIFO messages behind one in flight count here, as on AWS. */
  readonly visible: number;
  readonly inFlight: number;
  readonly delayed: number;
}

/** Exact, unless more rows than a bound are waiting for upkeep. */
export function depthOf(at: ReadScope, queue: Queue): Depth {
  const depth = { ...readTally(at, queue) };
  for (const { value } of hidden.range(at.tx, [queue.contents], {
    to: [queue.contents, at.now + 1],
    limit: COUNTED_ROWS_MAX,
  })) {
    if (value === "delayed") depth.delayed--;
    else depth.inFlight--;
    depth.visible++;
  }
  for (const shelf of [lineShelf(queue.contents), asideShelf(queue.contents)]) {
    const range = { to: rowsFrom(shelf, retentionStart(queue, at.now)), limit: COUNTED_ROWS_MAX };
    for (const key of messages.keys(at.tx, [shelf], range)) {
      const receipt = receipts.get(at.tx, key);
      if (!receipt?.hidden || receipt.visibleAt <= at.now) depth.visible--;
      else if (receipt.receiveCount === 0) depth.delayed--;
      else depth.inFlight--;
    }
  }
  const delayedInGroups = countDelayedInGroups(at, queue);
  return {
    visible: depth.visible - delayedInGroups,
    inFlight: depth.inFlight,
    delayed: depth.delayed + delayedInGroups,
  };
}

/**
 * The age of the oldest message that is in the queue, in seconds; 0 when it is empty. Delays do not count, a message
 * that was dead-lettered is as old as its stay, and a message of a standard queue that was received more than three
 * times is left out: the poison pill must not hide the age of the others. So is what belongs to one of `noisy`.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
 */
export function ageOfOldestSeconds(at: ReadScope, queue: Queue, noisy: ReadonlySet<string> = NOBODY): number {
  let oldest = at.now;
  for (const shelf of [lineShelf(queue.contents), asideShelf(queue.contents)]) {
    const range = { from: rowsFrom(shelf, retentionStart(queue, at.now)), limit: AGE_CANDIDATES_MAX };
    for (const { key, value } of messages.range(at.tx, [shelf], range)) {
      const isNoisy = value.groupId !== undefined && noisy.has(value.groupId);
      if (isNoisy || isPoison(at, queue, { key, message: value })) continue;
      oldest = Math.min(oldest, value.arrivedAt ?? key[1] + fifoDelayMilliseconds(queue));
      // In line the first one that counts is the oldest; beside it, messages came from elsewhere at any time.
      if (shelf === lineShelf(queue.contents)) break;
    }
  }
  if (noisy.size > 0) oldest = Math.min(oldest, arrivalOfOldestQuiet(at, queue));
  return Math.floor((at.now - oldest) / SECOND_MILLISECONDS);
}

const NOBODY: ReadonlySet<string> = new Set();
const POISON_RECEIVES = 3;

interface AgingMessage {
  readonly key: readonly [number, number, number];
  readonly message: StoredMessage;
}

function isPoison(at: ReadScope, queue: Queue, { key, message }: AgingMessage): boolean {
  return !queue.fifo && receivesHere(message, receipts.get(at.tx, key)) > POISON_RECEIVES;
}

/** The backlog of a noisy tenant may hide the visible messages of quiet ones from a look along the shelf: their turns do not. */
function arrivalOfOldestQuiet(at: ReadScope, queue: Queue): number {
  let oldest = Infinity;
  const shelf = asideShelf(queue.contents);
  const from: [number, number, number] = [queue.contents, QUIET_LANE, retentionStart(queue, at.now)];
  for (const row of tenantTurns.keys(at.tx, [queue.contents, QUIET_LANE], { from, limit: AGE_CANDIDATES_MAX })) {
    const key = [shelf, row[2], row[3]] as const;
    const message = messages.get(at.tx, key);
    if (message === undefined || isPoison(at, queue, { key, message })) continue;
    oldest = Math.min(oldest, message.arrivedAt ?? row[2]);
  }
  return oldest;
}

function countDelayedInGroups(at: ReadScope, queue: Queue): number {
  const delay = fifoDelayMilliseconds(queue);
  if (delay === 0) return 0;
  const shelf = lineShelf(queue.contents);
  // What has expired before its delay was over is not there any more.
  const from = rowsFrom(shelf, Math.max(at.now - delay + 1, retentionStart(queue, at.now)));
  let count = 0;
  for (const key of messages.keys(at.tx, [shelf], { from, limit: COUNTED_ROWS_MAX })) {
    if (receipts.get(at.tx, parts({ shelf, enqueuedAt: key[1], serial: key[2] })) === undefined) count++;
  }
  return count;
}
