/** Where move tasks are kept: under their source queue, in the order of their start. */
import type { ReadScope, WriteScope } from "../../../platform/scope.ts";
import { type MoveTask, moveTasks } from "../keyspaces.ts";
import { FIXED } from "../limits.ts";
import type { Queue } from "../queue/queue.ts";

/** Where one task is kept. Plain data: effects carry it. */
export interface TaskPlace {
  readonly account: string;
  readonly region: string;
  readonly queueName: string;
  readonly startedAt: number;
  readonly taskId: string;
}

export function placeOf(queue: Queue, task: Pick<MoveTask, "startedAt" | "taskId">): TaskPlace {
  const { account, region, name } = queue;
  return { account, region, queueName: name, startedAt: task.startedAt, taskId: task.taskId };
}

export function getTask(at: ReadScope, place: TaskPlace): MoveTask | undefined {
  return moveTasks.get(at.tx, rowOf(place));
}

export function putTask(at: WriteScope, place: TaskPlace, task: MoveTask): void {
  moveTasks.put(at.tx, rowOf(place), task);
}

/** The tasks of a queue, the newest first. */
export function tasksOf(at: ReadScope, queue: Queue): readonly MoveTask[] {
  const { account, region, name } = queue;
  return [...moveTasks.range(at.tx, [account, region, name], { reverse: true })].map(({ value }) => value);
}

/** Forgets the tasks of a queue that no list would show any more; of a queue that is deleted, all of them. */
export function forgetTasks(at: WriteScope, queue: Queue, kept = FIXED.moveTasksListed): void {
  for (const task of tasksOf(at, queue).slice(kept)) {
    moveTasks.delete(at.tx, rowOf(placeOf(queue, task)));
  }
}

export function isActive({ status }: MoveTask): boolean {
  return status === "RUNNING" || status === "CANCELLING";
}

function rowOf(place: TaskPlace): readonly [string, string, string, number, string] {
  return [place.account, place.region, place.queueName, place.startedAt, place.taskId];
}
