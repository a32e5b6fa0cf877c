/** Long polls that wait for a message, by queue: in memory, since a poll does not outlive its connection. */
import type { Clock } from "../../../kernel/clock.ts";
import { local } from "../../../platform/local.ts";

/** Every queue's waiting receives in one cloud. */
export const waiters = local("sqs.waiters", () => new Waiters());

/** One waiting receive. It keeps its place in the line until it leaves. */
export interface Waiter {
  /** Resolves when there may be a message, at `deadline`, or when the client has left. */
  wait(clock: Clock, deadline: number, signal: AbortSignal): Promise<void>;
  /** Gives the place up; a wake-up that was not used goes to the next in line. */
  leave(): void;
}

interface Place {
  /** Set while the receive sleeps. */
  awaken: (() => void) | undefined;
  /** Woken, and has not slept or left since. */
  called: boolean;
}

export class Waiters {
  readonly #lines = new Map<number, Place[]>();

  /** Joins the end of a queue's line. */
  join(queueId: number): Waiter {
    const place: Place = { awaken: undefined, called: false };
    const line = this.#lines.get(queueId) ?? [];
    line.push(place);
    this.#lines.set(queueId, line);
    return {
      wait: (clock, deadline, signal) => sleep(place, { clock, deadline, signal }),
      leave: () => {
        const index = line.indexOf(place);
        if (index >= 0) line.splice(index, 1);
        if (line.length === 0 && this.#lines.get(queueId) === line) this.#lines.delete(queueId);
        else if (place.called) this.wake(queueId, 1);
        place.called = false;
      },
    };
  }

  /** Wakes the first `count` receives of a queue that sleep: one message is for one of them. */
  wake(queueId: number, count: number): void {
    const line = this.#lines.get(queueId);
    if (line === undefined) return;
    let left = count;
    for (const place of line) {
      if (left <= 0) return;
      if (place.awaken === undefined) continue;
      place.awaken();
      place.called = true;
      left--;
    }
  }
}

interface Sleep {
  readonly clock: Clock;
  readonly deadline: number;
  readonly signal: AbortSignal;
}

function sleep(place: Place, { clock, deadline, signal }: Sleep): Promise<void> {
  return new Promise((resolve) => {
    place.called = false;
    if (signal.aborted) return resolve();
    const awaken = (): void => {
      place.awaken = undefined;
      cancel();
      signal.removeEventListener("abort", awaken);
      resolve();
    };
    const cancel = clock.at(deadline, awaken);
    signal.addEventListener("abort", awaken, { once: true });
    place.awaken = awaken;
  });
}
