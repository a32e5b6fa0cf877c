/** CancelMessageMoveTask: stops a move task; what it moved stays moved. */
import { operation } from "../../../platform/operation.ts";
import { SQS } from "../../../schema/generated/sqs.ts";
import { invalidParameter, resourceNotFound, unsupportedOperation } from "../errors.ts";
import { decodeTaskHandle } from "../move-tasks/task-handle.ts";
import { placeOf, putTask, tasksOf } from "../move-tasks/task-rows.ts";
import { meterRequest } from "../usage.ts";
import { requireQueueByArn } from "./start-message-move-task.ts";

export const cancelMessageMoveTask = operation.write(SQS.CancelMessageMoveTask, {
  honours: ["TaskHandle"],
  on: (input) => decodeTaskHandle(input.TaskHandle)?.sourceArn ?? "",
  run(input, at) {
    const handle = decodeTaskHandle(input.TaskHandle);
    if (handle === undefined) throw invalidParameter("Value for parameter TaskHandle is invalid.");
    const source = requireQueueByArn(at, handle.sourceArn, "SourceArn");
    const task = tasksOf(at, source).find(({ taskId }) => taskId === handle.taskId);
    if (task === undefined) throw resourceNotFound("Task does not exist.");
    if (task.status !== "RUNNING") throw unsupportedOperation("Only a task that is running can be cancelled.");
    // The task's next step finds this and ends it.
    putTask(at, placeOf(source, task), { ...task, status: "CANCELLING" });
    meterRequest(at, source);
    return { ApproximateNumberOfMessagesMoved: task.moved };
  },
});
