/** A clock that stands still until it is told to move, so that tests own time. */
import type { Cancel, Clock } from "./clock.ts";
import { invariant } from "./invariant.ts";

interface Alarm {
  readonly dueAt: number;
  readonly order: number;
  readonly run: () => void;
}

/** Waits until nothing more happens without time passing; the server supplies its own question. */
export type Settle = () => Promise<void>;

/** Lets the promises and immediates that are already under way run; the default when nobody supplies a better answer. */
const drainTurn: Settle = () => new Promise((resolve) => setImmediate(resolve));

/** A frozen clock. Timers run, in the order in which they are due, only while `advanceTo` moves it. */
export class VirtualClock implements Clock {
  #now: number;
  #order = 0;
  readonly #alarms: Alarm[] = [];

  constructor(startAt: number) {
    invariant(Number.isSafeInteger(startAt), "a virtual clock starts at a whole number of milliseconds");
    this.#now = startAt;
  }

  now(): number {
    return this.#now;
  }

  at(dueAt: number, run: () => void): Cancel {
    const alarm: Alarm = { dueAt, order: this.#order++, run };
    const index = this.#alarms.findIndex((other) => other.dueAt > dueAt);
    this.#alarms.splice(index < 0 ? this.#alarms.length : index, 0, alarm);
    return () => {
      const position = this.#alarms.indexOf(alarm);
      if (position >= 0) this.#alarms.splice(position, 1);
    };
  }

  /** When the next timer is due, or undefined when none waits. */
  nextDueAt(): number | undefined {
    return this.#alarms[0]?.dueAt;
  }

  /**
   * Moves the clock to `target`, stopping at every timer on the way: it runs, what it set in motion settles, and only
   * then does time go on. A target in the past changes nothing.
   */
  async advanceTo(target: number, settle: Settle = drainTurn): Promise<void> {
    await settle();
    for (;;) {
      const next = this.#alarms[0];
      if (next === undefined || next.dueAt > target) break;
      this.#alarms.shift();
      this.#now = Math.max(this.#now, next.dueAt);
      next.run();
      await settle();
    }
    this.#now = Math.max(this.#now, target);
  }

  /** Moves the clock on by `milliseconds`; see `advanceTo`. */
  advance(milliseconds: number, settle?: Settle): Promise<void> {
    return this.advanceTo(this.#now + milliseconds, settle);
  }
}
