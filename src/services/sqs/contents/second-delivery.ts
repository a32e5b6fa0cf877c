/**
 * Second deliveries of messages in flight: what at-least-once means, for a cloud that is asked to show it. Which messages
 * are to come again is in memory; a restart, or a delete by the first receiver, lets them come once only.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/standard-queues-at-least-once-delivery.html
 */
import { fraction } from "../../../kernel/random.ts";
import { local } from "../../../platform/local.ts";
import type { ReadScope } from "../../../platform/scope.ts";
import { receipts } from "../keyspaces.ts";
import { SECOND_DELIVERIES_MAX } from "../limits.ts";
import type { StoredMessage } from "../message/stored-message.ts";
import type { Queue } from "../queue/queue.ts";
import { messageAt } from "./message-at.ts";
import { contentsOf, type MessageKey, parts } from "./message-key.ts";
import type { OpenQueue } from "./open-queue.ts";
import type { Receipt } from "./receipt.ts";
import { retentionStart } from "./retention.ts";
import type { TakeInProgress } from "./take-in-progress.ts";
import { revealMessage } from "./visibility.ts";

/** Draws which of the messages that a receive has just taken will be delivered again. */
export function drawSecondDeliveries(open: OpenQueue, taken: readonly Taken[], probability: number): void {
  const { at, queue } = open;
  for (const { key, message, receipt } of taken) {
    if (!draws(open, message, probability) || !receipt.hidden) continue;
    at.local(secondDeliveries).add(queue.id, { key, nonce: receipt.nonce });
    open.newlyAvailable++;
  }
}

function draws({ at, queue }: OpenQueue, { messageId, cause }: StoredMessage, probability: number): boolean {
  if (probability > 0 && fraction(at.random) < probability) return true;
  const struck = { resource: queue.arn, subject: messageId, parent: cause };
  return at.faults?.strike("delivery", struck, at) !== undefined;
}

interface Taken {
  readonly key: MessageKey;
  readonly message: StoredMessage;
  readonly receipt: Receipt;
}

/** Whether messages of the queue are to be delivered again. */
export function someSecondDelivery(at: ReadScope, queue: Queue): boolean {
  return at.local(secondDeliveries).has(queue.id);
}

/** Whether a fault may draw such messages, or one has. */
export function mayDeliverAgain({ at, queue }: OpenQueue): boolean {
  return at.faults !== undefined || someSecondDelivery(at, queue);
}

/** Delivers what is to be delivered again, and is still in flight from the receive that it was drawn for. */
export function deliverAgain(progress: TakeInProgress): void {
  const { at, queue } = progress.open;
  const waiting = at.local(secondDeliveries);
  while (progress.missing > 0) {
    const next = waiting.take(queue.id);
    if (next === undefined) return;
    deliverOne(progress, next);
  }
}

function deliverOne({ open, redrive, deliver }: TakeInProgress, { key, nonce }: SecondDelivery): void {
  const { at, queue } = open;
  if (contentsOf(key.shelf) !== queue.contents || key.enqueuedAt < retentionStart(queue, at.now)) return;
  const receipt = receipts.get(at.tx, parts(key));
  const message = messageAt(open, key);
  if (message === undefined || receipt?.nonce !== nonce || !receipt.hidden) return;
  // It is not delivered more often than its redrive policy lets it be.
  if (redrive.takes(message, receipt)) return;
  at.record({
    kind: "sqs.duplicate",
    resource: queue.arn,
    parent: message.cause,
    subject: message.messageId,
    outcome: "ok",
    reason: "It is delivered again while it is in flight: this cloud shows the duplicates of standard queues.",
  });
  deliver(key, message, revealMessage(open, key, receipt));
}

interface SecondDelivery {
  readonly key: MessageKey;
  /** Of the receive that it was drawn for: after a later one it is not in flight from that any more. */
  readonly nonce: number;
}

const secondDeliveries = local("sqs.second-deliveries", () => new SecondDeliveries());

class SecondDeliveries {
  readonly #byQueue = new Map<number, SecondDelivery[]>();
  #count = 0;

  add(queueId: number, delivery: SecondDelivery): void {
    const [oldest] = this.#byQueue.keys();
    if (oldest !== undefined && this.#count >= SECOND_DELIVERIES_MAX) this.take(oldest);
    const known = this.#byQueue.get(queueId);
    if (known === undefined) this.#byQueue.set(queueId, [delivery]);
    else known.push(delivery);
    this.#count++;
  }

  has(queueId: number): boolean {
    return this.#byQueue.has(queueId);
  }

  take(queueId: number): SecondDelivery | undefined {
    const waiting = this.#byQueue.get(queueId);
    const next = waiting?.shift();
    if (next !== undefined) this.#count--;
    if (waiting?.length === 0) this.#byQueue.delete(queueId);
    return next;
  }
}
