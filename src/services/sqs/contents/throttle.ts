/**
 * AWS's rates for FIFO queues, where a cloud is to keep to them: in each full second of the clock, so many calls of an
 * action to a queue, or to each of its groups when FifoThroughputLimit is perMessageGroupId. A batch is one call of the
 * action that it makes many of; ten entries a call make AWS's 3,000 messages. Actions on the queue itself have no rate.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-fifo.html
 */
import { SECOND_MILLISECONDS } from "../../../kernel/durations.ts";
import { local } from "../../../platform/local.ts";
import type { ReadScope } from "../../../platform/scope.ts";
import { requestThrottled } from "../errors.ts";
import { receipts } from "../keyspaces.ts";
import { FIXED } from "../limits.ts";
import { decodeReceiptHandle } from "../message/receipt-handle.ts";
import type { Queue } from "../queue/queue.ts";
import { sqsSettings } from "../settings.ts";
import { parts } from "./message-key.ts";

/** Actions whose rates are kept apart. */
export type ThrottledAction = "send" | "receive" | "delete" | "change visibility";

/** What keeps the calls to one queue to their rates. */
export interface Throttle {
  /** Counts one call that concerns these groups. @throws ServiceError RequestThrottled, having counted nothing */
  admit(action: ThrottledAction, groupIds: readonly (string | undefined)[]): void;
  /** Counts one call that concerns the groups of these messages. @throws ServiceError RequestThrottled */
  admitHandles(action: ThrottledAction, handles: readonly (string | undefined)[]): void;
  /** Counts a receive from the queue as a whole, where groups have no rates of their own. @throws as above */
  admitReceive(): void;
  /** Counts a receive from one group. @returns false when the group has had as many as it may have */
  admitsReceiveFrom(groupId: string): boolean;
}

/** The throttle of a queue; undefined where nothing is throttled, which costs nothing. */
export function throttleOf(at: ReadScope, queue: Queue): Throttle | undefined {
  if (!queue.fifo || !at.local(sqsSettings).throttle) return undefined;
  const { now } = at;
  const calls = at.local(callCounts);
  const perGroup = queue.settings.fifoThroughputLimit === "perMessageGroupId";
  const admitKeys = (keys: readonly string[]): void => {
    if (!calls.count(keys, now)) throw requestThrottled();
  };
  const admit: Throttle["admit"] = (action, groupIds) => {
    if (!perGroup) return admitKeys([keyOf(queue, action)]);
    const distinct = new Set(groupIds.filter((groupId) => groupId !== undefined));
    admitKeys([...distinct].map((groupId) => keyOf(queue, action, groupId)));
  };
  return {
    admit,
    admitHandles(action, handles) {
      admit(action, perGroup ? handles.map((handle) => groupOfHandle(at, handle)) : []);
    },
    admitReceive() {
      if (!perGroup) admitKeys([keyOf(queue, "receive")]);
    },
    admitsReceiveFrom: (groupId) => !perGroup || calls.count([keyOf(queue, "receive", groupId)], now),
  };
}

const callCounts = local("sqs.call-counts", () => new CallCounts());

/** Calls in the current second, by what is limited. Every second forgets the last one: that bounds what is held. */
class CallCounts {
  readonly #counts = new Map<string, number>();
  #second = 0;

  /** Counts one call under each key. @returns false, having counted nothing, when one of them is full */
  count(keys: readonly string[], now: number): boolean {
    const second = Math.floor(now / SECOND_MILLISECONDS);
    if (second !== this.#second) {
      this.#second = second;
      this.#counts.clear();
    }
    if (keys.some((key) => (this.#counts.get(key) ?? 0) >= FIXED.fifoCallsPerSecond)) return false;
    for (const key of keys) this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
    return true;
  }
}

function keyOf({ id }: Queue, action: ThrottledAction, groupId = ""): string {
  return `${id}/${action}/${groupId}`;
}

/** The group of the message that a handle names; undefined for what is missing, never was a handle, or is gone. */
function groupOfHandle(at: ReadScope, handleText: string | undefined): string | undefined {
  const handle = handleText === undefined ? undefined : decodeReceiptHandle(handleText);
  return handle === undefined ? undefined : receipts.get(at.tx, parts(handle))?.of.groupId;
}
