/** What SQS does later by durable timers. */
import type { WriteScope } from "../../platform/scope.ts";
import type { TimerHandler } from "../../platform/timers/timer-handler.ts";
import type { TimerRequest } from "../../platform/timers/timer.ts";
import { deletedNames } from "./keyspaces.ts";

interface NamedQueue {
  readonly account: string;
  readonly region: string;
  readonly name: string;
}

/** Frees the name of a deleted queue. Deleting another queue of that name later moves the timer. */
export function forgetDeletedName(queue: NamedQueue, dueAt: number): TimerRequest {
  const { account, region, name } = queue;
  const id = `sqs.deleted-name/${account}/${region}/${name}`;
  return { id, kind: "sqs.deleted-name", dueAt, payload: { account, region, name } };
}

export const sqsTimers: Readonly<Record<string, TimerHandler>> = {
  "sqs.deleted-name": ({ account, region, name }: NamedQueue, at: WriteScope) => {
    deletedNames.delete(at.tx, [account, region, name]);
  },
};
