/** When each queue next needs upkeep: messages that become visible again, expire, or end their delay. In memory. */
import type { Cancel, Clock } from "../../../kernel/clock.ts";
import { local } from "../../../platform/local.ts";
import type { Queue } from "../queue/queue.ts";

/** One alarm for each queue of a cloud; upkeep starts it. */
export const alarms = local("sqs.alarms", () => new Alarms());

/** What an alarm needs to know of its queue. */
export type AlarmedQueue = Pick<Queue, "id" | "account" | "region" | "name">;

export class Alarms {
  readonly #set = new Map<number, { readonly dueAt: number; readonly cancel: Cancel }>();
  #start: { readonly clock: Clock; readonly ring: (queue: AlarmedQueue) => void } | undefined;

  /** Before this, nothing is expected: upkeep looks at every queue when it starts. */
  start(clock: Clock, ring: (queue: AlarmedQueue) => void): void {
    this.#start = { clock, ring };
  }

  /** Rings for the queue once `dueAt` has come, or earlier when something earlier is expected of it. */
  expect(queue: AlarmedQueue, dueAt: number): void {
    const set = this.#set.get(queue.id);
    if (this.#start === undefined || dueAt === Infinity || (set !== undefined && set.dueAt <= dueAt)) return;
    const { clock, ring } = this.#start;
    set?.cancel();
    this.#set.delete(queue.id);
    if (dueAt <= clock.now()) return ring(queue);
    const cancel = clock.at(dueAt, () => {
      this.#set.delete(queue.id);
      ring(queue);
    });
    this.#set.set(queue.id, { dueAt, cancel });
  }

  /** True when the clock has not come to anything that is expected of the queue: its rows need not be asked. */
  quietUntilAfter(queueId: number, now: number): boolean {
    const set = this.#set.get(queueId);
    return set !== undefined && set.dueAt > now;
  }

  stop(): void {
    this.#start = undefined;
    for (const { cancel } of this.#set.values()) cancel();
    this.#set.clear();
  }
}
