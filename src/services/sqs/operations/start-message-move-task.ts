/** StartMessageMoveTask: moves messages out of a dead-letter queue, back to where they came from or to another queue. */
import { uuid } from "../../../kernel/random.ts";
import { operation } from "../../../platform/operation.ts";
import type { ReadScope } from "../../../platform/scope.ts";
import { SQS } from "../../../schema/generated/sqs.ts";
import { depthOf } from "../contents/depth.ts";
import { invalidParameter, invalidParameterValue, resourceNotFound } from "../errors.ts";
import { FIXED } from "../limits.ts";
import { moveBatch } from "../move-tasks/move-batch.ts";
import { encodeTaskHandle } from "../move-tasks/task-handle.ts";
import { forgetTasks, isActive, placeOf, putTask, tasksOf } from "../move-tasks/task-rows.ts";
import { findQueueByArn, queuesOf } from "../queue/find-queue.ts";
import type { Queue } from "../queue/queue.ts";
import { meterRequest } from "../usage.ts";

export const startMessageMoveTask = operation.write(SQS.StartMessageMoveTask, {
  honours: ["SourceArn", "DestinationArn", "MaxNumberOfMessagesPerSecond"],
  on: (input) => input.SourceArn,
  run(input, at) {
    const source = requireQueueByArn(at, input.SourceArn, "SourceArn");
    const rate = input.MaxNumberOfMessagesPerSecond;
    if (rate !== undefined && (rate < 1 || rate > FIXED.movedMessagesPerSecond)) {
      const reason = `Must be between 1 and ${FIXED.movedMessagesPerSecond}, if provided.`;
      throw invalidParameterValue("MaxNumberOfMessagesPerSecond", rate, reason);
    }
    if (input.DestinationArn !== undefined) checkDestination(at, input.DestinationArn, source);
    if (!isDeadLetterQueue(at, source)) {
      throw invalidParameter("Source queue must be configured as a Dead Letter Queue.");
    }
    const tasks = tasksOf(at, source);
    if (tasks.some(isActive)) {
      throw invalidParameter(
        "There is already a task running. Only one active task is allowed for a source queue arn at a given time.",
      );
    }
    const taskId = uuid(at.random);
    // Tasks are listed by their start: of two within a millisecond the later one starts in the next.
    const startedAt = Math.max(at.now, (tasks[0]?.startedAt ?? 0) + 1);
    const place = placeOf(source, { startedAt, taskId });
    putTask(at, place, {
      taskId,
      status: "RUNNING",
      sourceArn: source.arn,
      ...(input.DestinationArn === undefined ? {} : { destinationArn: input.DestinationArn }),
      ...(rate === undefined ? {} : { messagesPerSecond: rate }),
      startedAt,
      moved: 0,
      toMove: depthOf(at, source).visible,
      cause: at.cause,
    });
    forgetTasks(at, source);
    const dueAt = moveBatch(at, place);
    if (dueAt !== undefined) {
      at.effect({ kind: "sqs.move-messages", source: `sqs.move/${taskId}`, payload: place, dueAt });
    }
    meterRequest(at, source);
    return { TaskHandle: encodeTaskHandle({ taskId, sourceArn: source.arn }) };
  },
});

/** @throws ServiceError ResourceNotFoundException, naming the parameter */
export function requireQueueByArn(at: ReadScope, arn: string, parameter: string): Queue {
  const queue = findQueueByArn(at, arn);
  if (queue !== undefined) return queue;
  throw resourceNotFound(`The resource that you specified for the ${parameter} parameter doesn't exist.`);
}

function checkDestination(at: ReadScope, arn: string, source: Queue): void {
  const destination = requireQueueByArn(at, arn, "DestinationArn");
  if (destination.id === source.id) {
    throw invalidParameter("Source queue arn and destination queue arn cannot be the same.");
  }
  if (destination.fifo !== source.fifo) {
    throw invalidParameter("The source queue and the destination queue must be of the same type.");
  }
}

function isDeadLetterQueue(at: ReadScope, queue: Queue): boolean {
  for (const _ of queuesOf(at, queue.account, { deadLetterTargetArn: queue.arn })) return true;
  return false;
}
