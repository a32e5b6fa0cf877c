/**
 * How much time consumers spent lately on the messages of each tenant: from a receive until the message was deleted or
 * came back. In memory: after a restart the shares are learned anew, and who was found noisy before is in the store.
 */
import { local } from "../../../platform/local.ts";
import {
  PROCESSING_TIME_RECENT_MILLISECONDS,
  PROCESSING_TIME_TELLING_MILLISECONDS,
  TIMED_TENANTS_MAX,
} from "../limits.ts";
import type { OpenQueue } from "./open-queue.ts";
import type { Receipt } from "./receipt.ts";

/** The times of every queue of a cloud. */
export const processingTimes = local("sqs.processing-times", () => new ProcessingTimes());

/** Notes that a message that was in flight is so no more. Only a queue with tenants has somebody to compare. */
export function noteProcessing(open: OpenQueue, groupId: string | undefined, receipt: Receipt): void {
  const { at, queue, tally } = open;
  if (tally.inGroups === 0 || receipt.receiveCount === 0) return;
  const milliseconds = Math.min(at.now, receipt.visibleAt) - receipt.lastReceivedAt;
  const times = at.local(processingTimes);
  const moment: Moment = { contents: queue.contents, now: at.now };
  if (milliseconds > 0) at.after(() => times.add(moment, groupId, milliseconds));
}

/** A queue's contents, and when. */
export interface Moment {
  readonly contents: number;
  readonly now: number;
}

/** Two halves of what is recent, so that what is older than that falls away without a list of single times. */
interface Recent {
  startedAt: number;
  current: Half;
  previous: Half;
}

interface Half {
  total: number;
  readonly byTenant: Map<string, number>;
}

const HALF_MILLISECONDS = PROCESSING_TIME_RECENT_MILLISECONDS / 2;

export class ProcessingTimes {
  readonly #queues = new Map<number, Recent>();

  /** Adds time that was spent on a message of a tenant, or on one that is its own. */
  add({ contents, now }: Moment, groupId: string | undefined, milliseconds: number): void {
    const recent = this.#queues.get(contents) ?? { startedAt: now, current: newHalf(), previous: newHalf() };
    this.#queues.set(contents, recent);
    moveOn(recent, now);
    const { current } = recent;
    current.total += milliseconds;
    if (groupId === undefined) return;
    current.byTenant.set(groupId, (current.byTenant.get(groupId) ?? 0) + milliseconds);
    if (current.byTenant.size > TIMED_TENANTS_MAX) forgetSmall(current);
  }

  /** A tenant's part of the recent time, from 0 to 1; 0 while there is too little of it to tell. */
  share({ contents, now }: Moment, groupId: string): number {
    const recent = this.#queues.get(contents);
    if (recent === undefined) return 0;
    moveOn(recent, now);
    const { current, previous } = recent;
    const total = current.total + previous.total;
    if (total < PROCESSING_TIME_TELLING_MILLISECONDS) return 0;
    return ((current.byTenant.get(groupId) ?? 0) + (previous.byTenant.get(groupId) ?? 0)) / total;
  }

  /** Lets go of queues of which nothing is recent. */
  forgetOld(now: number): void {
    for (const [contents, recent] of this.#queues) {
      if (now - recent.startedAt >= PROCESSING_TIME_RECENT_MILLISECONDS) this.#queues.delete(contents);
    }
  }
}

function newHalf(): Half {
  return { total: 0, byTenant: new Map() };
}

function moveOn(recent: Recent, now: number): void {
  const passed = now - recent.startedAt;
  if (passed < HALF_MILLISECONDS) return;
  recent.previous = passed < PROCESSING_TIME_RECENT_MILLISECONDS ? recent.current : newHalf();
  recent.current = newHalf();
  recent.startedAt = now;
}

/** What is dropped is below a share that could matter, and what remains is at most half of what is allowed. */
function forgetSmall({ total, byTenant }: Half): void {
  for (const [groupId, milliseconds] of byTenant) {
    if (milliseconds < (total * 2) / TIMED_TENANTS_MAX) byTenant.delete(groupId);
  }
}
