/** Redrive: a message that was received too often goes to the dead-letter queue instead of to a receiver. */
import type { StoredMessage } from "../message/stored-message.ts";
import type { ReadScope } from "../../../platform/scope.ts";
import { findQueueByArn } from "../queue/find-queue.ts";
import type { Queue } from "../queue/queue.ts";
import { bind } from "./deduplication.ts";
import { enqueue } from "./enqueue.ts";
import type { MessageKey } from "./message-key.ts";
import { closeQueue } from "./close-queue.ts";
import { openQueue, type OpenQueue } from "./open-queue.ts";
import { type Receipt, receivesHere } from "./receipt.ts";
import { removeMessage } from "./removal.ts";

/** The dead-letter queue of a queue that is being received from, opened when the first message goes there. */
export interface Redrive {
  /** Whether a message was received so often that it goes there. */
  takes(message: StoredMessage, receipt: Receipt | undefined): boolean;
  move(key: MessageKey, message: StoredMessage, receipt: Receipt): void;
  /** Closes the dead-letter queue; call it at the end of the write. */
  close(): void;
}

/**
 * The dead-letter queue of a queue. Without a policy, with a target that is gone, or with the queue as its own target,
 * there is none, and messages go on being delivered: there is no other place for them.
 */
export function deadLetterQueueOf(at: ReadScope, { id, settings: { redrivePolicy } }: Queue): Queue | undefined {
  const target = redrivePolicy === undefined ? undefined : findQueueByArn(at, redrivePolicy.deadLetterTargetArn);
  return target?.id === id ? undefined : target;
}

/** Whether a message was received in its queue as often as the redrive policy lets it be. */
export function isWorn(queue: Queue, message: StoredMessage, receipt: Receipt | undefined): boolean {
  return receivesHere(message, receipt) >= (queue.settings.redrivePolicy?.maxReceiveCount ?? Infinity);
}

/** The redrive of a queue, which takes nothing where there is no dead-letter queue. */
export function redriveOf(source: OpenQueue): Redrive {
  const { at, queue } = source;
  const target = deadLetterQueueOf(at, queue);
  if (target === undefined) return NO_REDRIVE;
  let open: OpenQueue | undefined;
  return {
    takes: (message, receipt) => isWorn(queue, message, receipt),
    move(key, message, receipt) {
      open ??= openQueue(at, target);
      moveToDeadLetterQueue({ source, target: open }, { key, message, receipt });
    },
    close() {
      if (open !== undefined) closeQueue(open);
    },
  };
}

/** Messages stay where they are, however often they were received. */
export const NO_REDRIVE: Redrive = { takes: () => false, move: () => {}, close: () => {} };

interface Move {
  readonly key: MessageKey;
  readonly message: StoredMessage;
  readonly receipt: Receipt;
}

/**
 * Retention goes on from the first enqueuing in a standard queue, and starts anew in a FIFO queue, where the message's
 * own id becomes its deduplication id.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/setting-up-dead-letter-queue-retention.html
 */
function moveToDeadLetterQueue(queues: { source: OpenQueue; target: OpenQueue }, move: Move): void {
  const { source, target } = queues;
  const { key, message, receipt } = move;
  const { at } = source;
  const receives = receivesHere(message, receipt);
  const times = receives === 1 ? "once" : `${receives} times`;
  const redrive = at.record({
    kind: "sqs.redrive",
    resource: source.queue.arn,
    parent: message.cause,
    subject: message.messageId,
    outcome: "dead-lettered",
    reason: `It was received ${times} without being deleted, so it was moved to ${target.queue.arn}.`,
  });
  const cause = at.record({
    kind: "sqs.message",
    resource: target.queue.arn,
    parent: redrive,
    subject: message.messageId,
    outcome: "ok",
  });
  removeMessage(source, key, { receipt, groupId: message.groupId });
  const moved: StoredMessage = {
    ...message,
    cause,
    arrivedAt: at.now,
    deadLetterSourceArn: source.queue.arn,
    receivesElsewhere: receipt.receiveCount,
    deduplicationId: target.queue.fifo ? message.messageId : undefined,
  };
  const asItWas = { ...receipt, hidden: false, nonce: 0, visibleAt: at.now, of: moved };
  const { serial } = enqueue(target, moved, { from: { receipt: asItWas, enqueuedAt: key.enqueuedAt } });
  if (target.queue.fifo) {
    const id = { groupId: message.groupId ?? "", id: message.messageId };
    bind(target, id, { messageId: message.messageId, serial });
  }
}
