/** A clock that stands still until it is told to move, so that tests own time. */
import type { Cancel, Clock } from "./clock.ts";
import { DueHeap, type Due } from "./due-heap.ts";
import { invariant } from "./invariant.ts";

interface Alarm extends Due {
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
  readonly #alarms = new DueHeap<Alarm>();
  #runsTogether: () => boolean = () => false;
  /** The end of the move that is under way, or was the last. */
  #moved: Promise<void> = Promise.resolve();

  constructor(startAt: number) {
    invariant(Number.isSafeInteger(startAt), "a virtual clock starts at a whole number of milliseconds");
    this.#now = startAt;
  }

  now(): number {
    return this.#now;
  }

  at(dueAt: number, run: () => void): Cancel {
    const alarm: Alarm = { dueAt, order: this.#order++, run, cancelled: false };
    this.#alarms.add(alarm);
    return () => this.#alarms.cancel(alarm);
  }

  /** When the next timer is due, or undefined when none waits. */
  nextDueAt(): number | undefined {
    return this.#alarms.first()?.dueAt;
  }

  /**
   * Moves the clock to `target`, stopping at every timer on the way: it runs, what it set in motion settles, and only
   * then does time go on. A target in the past changes nothing. Two moves at once would take each other's timers before
   * these have settled, so the second begins when the first has ended.
   */
  advanceTo(target: number, settle: Settle = drainTurn): Promise<void> {
    invariant(Number.isSafeInteger(target), "a virtual clock is moved to a whole number of milliseconds");
    const move = this.#moved.then(() => this.#advance(target, settle));
    // Whoever asked for a move hears how it ended; the next one only waits for its end.
    this.#moved = move.catch(() => {});
    return move;
  }

  /** Moves the clock on by `milliseconds` from what it says now; see `advanceTo`. */
  advance(milliseconds: number, settle?: Settle): Promise<void> {
    return this.advanceTo(this.#now + milliseconds, settle);
  }

  /** Jumps ahead by `milliseconds`, as a machine's clock does that was asleep: timers on the way run late, in order. */
  leap(milliseconds: number): void {
    this.#now += milliseconds;
    // Nobody waits for it: a timer that throws is a bug that ends the process, as on the machine's own clock.
    void this.advanceTo(this.#now);
  }

  runTogetherWhile(isAskedFor: () => boolean): void {
    this.#runsTogether = isAskedFor;
  }

  async #advance(target: number, settle: Settle): Promise<void> {
    await settle();
    for (;;) {
      const next = this.#alarms.first();
      if (next === undefined || next.dueAt > target) break;
      this.#alarms.take();
      this.#now = Math.max(this.#now, next.dueAt);
      next.run();
      while (this.#runsTogether() && this.#alarms.first()?.dueAt === next.dueAt) this.#alarms.take()?.run();
      await settle();
    }
    this.#now = Math.max(this.#now, target);
  }
}
