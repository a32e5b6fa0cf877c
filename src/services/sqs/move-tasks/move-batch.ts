/** One step of a move task: a batch of messages from the dead-letter queue to where they go, in one write. */
import { SECOND_MILLISECONDS } from "../../../kernel/durations.ts";
import { uuid } from "../../../kernel/random.ts";
import type { WriteScope } from "../../../platform/scope.ts";
import { movable } from "../contents/availability.ts";
import { NO_REDRIVE } from "../contents/dead-letter.ts";
import { bind, findBinding } from "../contents/deduplication.ts";
import { enqueue } from "../contents/enqueue.ts";
import { takeFromGroups } from "../contents/fifo-take.ts";
import { closeQueue } from "../contents/close-queue.ts";
import { openQueue, type OpenQueue } from "../contents/open-queue.ts";
import { removeMessage } from "../contents/removal.ts";
import { takeFromLine } from "../contents/standard-take.ts";
import type { TakeInProgress } from "../contents/take-in-progress.ts";
import { revealDue } from "../contents/visibility.ts";
import type { MoveTask } from "../keyspaces.ts";
import { MOVE_BATCH_MESSAGES } from "../limits.ts";
import type { StoredMessage } from "../message/stored-message.ts";
import { findQueueByArn } from "../queue/find-queue.ts";
import type { Queue } from "../queue/queue.ts";
import { getTask, putTask, type TaskPlace } from "./task-rows.ts";

/** Takes the task one step further. @returns when the next step is due, or undefined when the task has ended */
export function moveBatch(at: WriteScope, place: TaskPlace): number | undefined {
  const task = getTask(at, place);
  if (task === undefined) return undefined;
  if (task.status === "CANCELLING") putTask(at, place, { ...task, status: "CANCELLED" });
  if (task.status !== "RUNNING") return undefined;
  const source = findQueueByArn(at, task.sourceArn);
  if (source === undefined) return end(at, place, failed(task, GONE));
  const outcome = moveMessages(at, source, task);
  const after = { ...task, moved: task.moved + outcome.moved };
  if (outcome.failure !== undefined) return end(at, place, failed(after, outcome.failure));
  if (!movable(at, source)) return end(at, place, { ...after, status: "COMPLETED" });
  putTask(at, place, after);
  return task.messagesPerSecond === undefined ? at.now : at.now + SECOND_MILLISECONDS;
}

const GONE = "AWS.SimpleQueueService.NonExistentQueue";
/** A message that was sent to the dead-letter queue itself has no queue to go back to. */
const NO_SOURCE = "CouldNotDetermineMessageSource";

function end(at: WriteScope, place: TaskPlace, task: MoveTask): undefined {
  putTask(at, place, task);
}

function failed(task: MoveTask, failureReason: string): MoveTask {
  return { ...task, status: "FAILED", failureReason };
}

interface BatchOutcome {
  readonly moved: number;
  readonly failure: string | undefined;
}

function moveMessages(at: WriteScope, source: Queue, task: MoveTask): BatchOutcome {
  const open = openQueue(at, source);
  const targets = new Map<string, OpenQueue>();
  let moved = 0;
  let failure: string | undefined;
  const targetOf = (arn: string): OpenQueue | undefined => {
    const known = targets.get(arn);
    const queue = known === undefined ? findQueueByArn(at, arn) : undefined;
    if (queue === undefined || queue.fifo !== source.fifo || queue.id === source.id) return known;
    const opened = openQueue(at, queue);
    targets.set(arn, opened);
    return opened;
  };
  const progress: TakeInProgress = {
    open,
    redrive: NO_REDRIVE,
    hides: false,
    missing: task.messagesPerSecond ?? MOVE_BATCH_MESSAGES,
    deliver(key, message, receipt) {
      const arn = task.destinationArn ?? message.deadLetterSourceArn;
      const target = arn === undefined ? undefined : targetOf(arn);
      if (target === undefined) {
        failure = arn === undefined ? NO_SOURCE : GONE;
        progress.missing = 0;
        return false;
      }
      removeMessage(open, key, { receipt, groupId: message.groupId });
      if (redrive(target, message, source)) moved++;
      progress.missing--;
      return true;
    },
  };
  revealDue(open);
  if (source.fifo) takeFromGroups(progress);
  else takeFromLine(progress);
  closeQueue(open);
  for (const target of targets.values()) closeQueue(target);
  return { moved, failure };
}

/** Sends a message anew: with another id, and as if it had never been received. @returns false for a duplicate */
function redrive(target: OpenQueue, message: StoredMessage, source: Queue): boolean {
  const { at, queue } = target;
  const id = { groupId: message.groupId ?? "", id: message.messageId };
  const binding = queue.fifo ? findBinding(target, id) : undefined;
  const messageId = binding?.messageId ?? uuid(at.random);
  const from = `Moved from ${source.arn}, where it was message ${message.messageId}`;
  const cause = at.record({
    kind: "sqs.message",
    resource: queue.arn,
    parent: message.cause,
    subject: messageId,
    ...(binding === undefined
      ? { outcome: "ok", reason: `${from}.` }
      : { outcome: "deduplicated", reason: `${from}, whose id stands here as a deduplication id.` }),
  });
  if (binding !== undefined) return false;
  const { serial } = enqueue(target, {
    ...message,
    messageId,
    cause,
    sentAt: at.now,
    arrivedAt: undefined,
    deadLetterSourceArn: undefined,
    receivesElsewhere: undefined,
    deduplicationId: queue.fifo ? message.messageId : undefined,
  });
  if (queue.fifo) bind(target, id, { messageId, serial });
  return true;
}
