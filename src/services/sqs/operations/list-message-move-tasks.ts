/** ListMessageMoveTasks: the latest move tasks of a dead-letter queue, the newest first. */
import { operation } from "../../../platform/operation.ts";
import { type ListMessageMoveTasksResultEntry, SQS } from "../../../schema/generated/sqs.ts";
import { invalidParameterValue } from "../errors.ts";
import type { MoveTask } from "../keyspaces.ts";
import { FIXED } from "../limits.ts";
import { encodeTaskHandle } from "../move-tasks/task-handle.ts";
import { tasksOf } from "../move-tasks/task-rows.ts";
import { meterRequest } from "../usage.ts";
import { requireQueueByArn } from "./start-message-move-task.ts";

export const listMessageMoveTasks = operation.read(SQS.ListMessageMoveTasks, {
  honours: ["SourceArn", "MaxResults"],
  on: (input) => input.SourceArn,
  run(input, at) {
    const most = input.MaxResults ?? 1;
    if (most < 1 || most > FIXED.moveTasksListed) {
      throw invalidParameterValue("MaxResults", most, `Must be between 1 and ${FIXED.moveTasksListed}, if provided.`);
    }
    const source = requireQueueByArn(at, input.SourceArn, "SourceArn");
    meterRequest(at, source);
    return { Results: tasksOf(at, source).slice(0, most).map(entryOf) };
  },
});

/** Only a running task can be cancelled, so only that has a handle. */
function entryOf(task: MoveTask): ListMessageMoveTasksResultEntry {
  return {
    ...(task.status === "RUNNING" ? { TaskHandle: encodeTaskHandle(task) } : {}),
    Status: task.status,
    SourceArn: task.sourceArn,
    ...(task.destinationArn === undefined ? {} : { DestinationArn: task.destinationArn }),
    ...(task.messagesPerSecond === undefined ? {} : { MaxNumberOfMessagesPerSecond: task.messagesPerSecond }),
    ApproximateNumberOfMessagesMoved: task.moved,
    ApproximateNumberOfMessagesToMove: task.toMove,
    ...(task.failureReason === undefined ? {} : { FailureReason: task.failureReason }),
    StartedTimestamp: task.startedAt,
  };
}
