/** Runs durable timers when the clock reaches them, each in the write that removes it. */
import type { Cancel, Clock } from "../../kernel/clock.ts";
import type { Log } from "../../kernel/log.ts";
import { number, text } from "../../store/key.ts";
import { keyspace } from "../../store/keyspace.ts";
import { record } from "../../store/value-codec.ts";
import { StoreOverloaded, type ReadTransaction, type Store, type Transaction } from "../../store/store.ts";
import { TIMER_BATCH, TIMER_RETRY_MILLISECONDS } from "../limits.ts";
import type { Faults, FaultTeller } from "../faults/faults.ts";
import type { Frame, WriteScope } from "../scope.ts";
import type { TimerHandler } from "./timer-handler.ts";
import type { TimerRequest } from "./timer.ts";

interface StoredTimer extends TimerRequest {
  readonly account: string;
  readonly region: string;
  readonly cause: string;
  readonly endpoint: string;
}

/** Timers by the time at which they are due. */
export const timerRows = keyspace("platform/timers", { key: [number, text] as const, value: record<StoredTimer>() });

/** When each timer is due, by its id. */
export const timerTimes = keyspace("platform/timer-times", { key: [text] as const, value: record<number>() });

/** What the wheel needs of the platform. */
export interface TimerSurroundings {
  readonly clock: Clock;
  readonly store: Store;
  readonly log: Log;
  readonly handlers: ReadonlyMap<string, TimerHandler>;
  readonly faults: Faults;
  /** Where what befalls a timer is told. */
  tellerFor(timer: Pick<Frame, "cause">): FaultTeller;
  write(frame: Pick<Frame, "account" | "region" | "cause" | "endpoint">, body: (at: WriteScope) => void): Promise<void>;
}

export class TimerWheel {
  readonly #surroundings: TimerSurroundings;
  #armedFor: number | undefined;
  #cancelAlarm: Cancel | undefined;
  #firing = false;
  #stopped = false;

  constructor(surroundings: TimerSurroundings) {
    this.#surroundings = surroundings;
  }

  /**
   * Sets the alarm for the first timer there is, and runs what is due already; called at start and after each change.
   * Never throws: whoever changed a timer has been committed by then.
   */
  arm(): void {
    if (this.#stopped || this.#firing) return;
    let next: number | undefined;
    try {
      next = this.#surroundings.store.read((tx) => firstTimer(tx)?.dueAt);
    } catch (error) {
      this.#lookAgainLater(error);
      return;
    }
    if (next === this.#armedFor) return;
    this.#cancelAlarm?.();
    this.#armedFor = undefined;
    if (next === undefined) return;
    if (next <= this.#surroundings.clock.now()) {
      void this.#fire();
      return;
    }
    this.#armedFor = next;
    this.#cancelAlarm = this.#surroundings.clock.at(next, () => {
      this.#armedFor = undefined;
      void this.#fire();
    });
  }

  /** True when no timer is due or running: one that is due begins to run as soon as it is known. */
  get quiet(): boolean {
    return !this.#firing;
  }

  stop(): void {
    this.#stopped = true;
    this.#cancelAlarm?.();
  }

  /** Runs what is due, batch after batch. Never rejects. */
  async #fire(): Promise<void> {
    const { clock, store } = this.#surroundings;
    this.#firing = true;
    try {
      while (!this.#stopped && store.failure() === undefined) {
        const due = store.read((tx) => dueTimers(tx, clock.now()));
        if (due.length === 0) break;
        await Promise.all(due.map((timer) => this.#run(timer)));
      }
    } catch (error) {
      this.#firing = false;
      this.#lookAgainLater(error);
      return;
    }
    this.#firing = false;
    if (store.failure() === undefined) this.arm();
  }

  /** Nobody waits for timers, so what keeps them from being read or written goes to the log, and is tried again. */
  #lookAgainLater(error: unknown): void {
    const { clock, log, store } = this.#surroundings;
    if (this.#stopped || store.failure() !== undefined) return;
    log.error("durable timers stand still, and will be looked at again", { error });
    this.#cancelAlarm?.();
    this.#armedFor = undefined;
    this.#cancelAlarm = clock.at(clock.now() + TIMER_RETRY_MILLISECONDS, () => this.arm());
  }

  async #run(timer: StoredTimer): Promise<void> {
    const { handlers, log, store, faults, tellerFor } = this.#surroundings;
    const handler = handlers.get(timer.kind);
    const { kind: operation, id: resource } = timer;
    await faults.active?.stepAside({ resource, operation }, tellerFor(timer));
    try {
      await this.#writeUnlessMoved(timer, (at) => {
        removeTimer(at.tx, timer.id);
        // The payload is what the same service stored under this kind; the handler's own type says what that is.
        if (handler !== undefined) handler(timer.payload as never, at);
        else log.error("a timer has no handler in this version; it is dropped", { kind: timer.kind, id: timer.id });
      });
    } catch (error) {
      if (this.#stopped || store.failure() !== undefined) return;
      // A timer never answers anybody, so a throw is a bug: it is logged, and the timer is tried again later.
      log.error("a timer failed and will be tried again", { kind: timer.kind, id: timer.id, error });
      await this.#writeUnlessMoved(timer, (at) => {
        at.setTimer({ ...timer, dueAt: at.now + TIMER_RETRY_MILLISECONDS });
      });
    }
  }

  /** Writes, unless somebody has moved or cancelled the timer since it was read; waits where the disk is behind. */
  async #writeUnlessMoved(timer: StoredTimer, body: (at: WriteScope) => void): Promise<void> {
    for (;;) {
      try {
        await this.#surroundings.write(timer, (at) => {
          if (timerTimes.get(at.tx, [timer.id]) === timer.dueAt) body(at);
        });
        return;
      } catch (error) {
        if (!(error instanceof StoreOverloaded)) throw error;
        await this.#surroundings.store.synced();
      }
    }
  }
}

/** Writes a timer, replacing the one with the same id. */
export function putTimer(tx: Transaction, timer: StoredTimer): void {
  removeTimer(tx, timer.id);
  timerRows.put(tx, [timer.dueAt, timer.id], timer);
  timerTimes.put(tx, [timer.id], timer.dueAt);
}

/** Removes a timer, if it is there. */
export function removeTimer(tx: Transaction, id: string): void {
  const dueAt = timerTimes.get(tx, [id]);
  if (dueAt === undefined) return;
  timerRows.delete(tx, [dueAt, id]);
  timerTimes.delete(tx, [id]);
}

function firstTimer(tx: ReadTransaction): StoredTimer | undefined {
  for (const { value } of timerRows.range(tx, [], { limit: 1 })) return value;
  return undefined;
}

function dueTimers(tx: ReadTransaction, now: number): readonly StoredTimer[] {
  return [...timerRows.range(tx, [], { to: [now + 1], limit: TIMER_BATCH })].map((row) => row.value);
}
