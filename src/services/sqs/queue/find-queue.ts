/** Finding and storing queues, with the decoded records of those in use kept in memory. */
import { parseArn } from "../../../kernel/arn.ts";
import { local } from "../../../platform/local.ts";
import type { ReadScope, WriteScope } from "../../../platform/scope.ts";
import { queueDoesNotExist } from "../errors.ts";
import { queues } from "../keyspaces.ts";
import { CACHED_QUEUES_MAX } from "../limits.ts";
import { type Queue, queueArn, type StoredQueue, withArn } from "./queue.ts";
import { arnByUrl, type QueueAddress, queueAddress } from "./queue-url.ts";

/**
 * Decoded queues by their ARN. A write that changes a queue drops it from here and reads it no more, so
 * that whatever becomes of the transaction, the next reader decodes what is stored.
 */
const decodedQueues = local("sqs.decoded-queues", () => new Map<string, Queue>());

/** When each queue was last used, by its id. AWS emits metrics for queues that are in use, and so do we. */
export const lastUses = local("sqs.last-uses", () => new Map<number, number>());

/** The queue that a request names. @throws ServiceError QueueDoesNotExist */
export function requireQueue(at: ReadScope, url: string): Queue {
  const queue =
    at.local(decodedQueues).get(arnByUrl({ QueueUrl: url }, at)) ?? findQueue(at, queueAddress(url, at.account));
  if (queue === undefined) throw queueDoesNotExist();
  at.local(lastUses).set(queue.id, at.now);
  return queue;
}

/**
 * The same for what AWS lets nobody of another account do, whatever the queue's policy says.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-limitations-of-custom-policies.html
 */
export function requireOwnQueue(at: ReadScope, url: string): Queue {
  const queue = requireQueue(at, url);
  if (queue.account !== at.account) throw queueDoesNotExist();
  return queue;
}

/** The queue of an account in the region of the request. */
export function findQueue(at: ReadScope, address: QueueAddress): Queue | undefined {
  const cache = at.local(decodedQueues);
  const key = queueArn(address.account, at.region, address.name);
  const known = cache.get(key);
  if (known !== undefined) return known;
  const stored = queues.get(at.tx, [address.account, at.region, address.name]);
  if (stored === undefined) return undefined;
  const queue = withArn(stored);
  if (cache.size >= CACHED_QUEUES_MAX) cache.clear();
  cache.set(key, queue);
  return queue;
}

/** The queue of an ARN, when it is one of the region of the request. */
export function findQueueByArn(at: ReadScope, arn: string): Queue | undefined {
  const parsed = parseArn(arn);
  if (parsed?.service !== "sqs" || parsed.region !== at.region) return undefined;
  return findQueue(at, { account: parsed.account, name: parsed.resource });
}

/** Stores a queue, new or changed: the last thing that a write does with it. */
export function putQueue(at: WriteScope, stored: StoredQueue): void {
  const { account, region, name, id, contents, fifo, createdAt, modifiedAt, purgedAt, settings, tags } = stored;
  const row = { account, region, name, id, contents, fifo, createdAt, modifiedAt, purgedAt, settings, tags };
  queues.put(at.tx, [account, region, name], row);
  at.local(decodedQueues).delete(queueArn(account, region, name));
}

/** Removes a queue's record. */
export function removeQueue(at: WriteScope, queue: Queue): void {
  queues.delete(at.tx, [queue.account, queue.region, queue.name]);
  at.local(lastUses).delete(queue.id);
  at.local(decodedQueues).delete(queue.arn);
}

/** Which queues of an account to visit. */
export interface QueueFilter {
  readonly prefix?: string | undefined;
  /** Only those behind this name. */
  readonly after?: string | undefined;
  /** Only those whose redrive policy names this queue. */
  readonly deadLetterTargetArn?: string | undefined;
}

/** The queues of an account in the region of the request, in the order of their names. */
export function* queuesOf(at: ReadScope, account: string, filter: QueueFilter = {}): Generator<Queue, void, undefined> {
  const { prefix, after, deadLetterTargetArn } = filter;
  const range = {
    ...(prefix === undefined ? {} : { startingWith: prefix }),
    ...(after === undefined ? {} : { after: [account, at.region, after] as const }),
  };
  for (const { value } of queues.range(at.tx, [account, at.region], range)) {
    const target = value.settings.redrivePolicy?.deadLetterTargetArn;
    if (deadLetterTargetArn === undefined || target === deadLetterTargetArn) yield withArn(value);
  }
}
