/** Whose turn it is to run: one bound for what stays inside the cloud, and for what waits for others outside one a lane. */
import { Fifo } from "../../kernel/fifo.ts";
import { EFFECT_CONCURRENCY, LANE_CONCURRENCY, OUTSIDE_CONCURRENCY } from "../limits.ts";

/** Something that takes turns. Its lane does not change between its `add` and its `end`. */
export interface TurnTaker {
  /** Who outside it waits for; undefined for what stays inside. */
  lane: string | undefined;
}

interface Lane<T> {
  /** How many of the lane run, or are next outside. */
  held: number;
  readonly waiting: Fifo<T>;
}

/**
 * Three rules keep somebody outside who is slow from delaying others. What goes outside takes no place of what stays
 * inside. No lane holds more than its own places, however much of it is ready. All lanes together are bounded too, by
 * what a process may hold open; within that bound the one that was ready first comes first.
 */
export class Turns<T extends TurnTaker> {
  readonly #inside = new Fifo<T>();
  readonly #outside = new Fifo<T>();
  readonly #lanes = new Map<string, Lane<T>>();
  #runningInside = 0;
  #runningOutside = 0;

  /** True when nothing runs and nothing waits for its turn. */
  get quiet(): boolean {
    // What waits behind a full lane waits for something that runs.
    return this.#runningInside + this.#runningOutside === 0 && this.#inside.size + this.#outside.size === 0;
  }

  add(taker: T): void {
    if (taker.lane === undefined) return this.#inside.push(taker);
    const lane = this.#laneOf(taker.lane);
    if (lane.held >= LANE_CONCURRENCY) return lane.waiting.push(taker);
    lane.held++;
    this.#outside.push(taker);
  }

  /** The next one, which runs from now on; undefined when all that are ready must wait. */
  take(): T | undefined {
    const inside = this.#runningInside < EFFECT_CONCURRENCY ? this.#inside.shift() : undefined;
    if (inside !== undefined) {
      this.#runningInside++;
      return inside;
    }
    const outside = this.#runningOutside < OUTSIDE_CONCURRENCY ? this.#outside.shift() : undefined;
    if (outside !== undefined) this.#runningOutside++;
    return outside;
  }

  /** Says that one that `take` gave has run. */
  end(taker: T): void {
    if (taker.lane === undefined) {
      this.#runningInside--;
      return;
    }
    this.#runningOutside--;
    const lane = this.#laneOf(taker.lane);
    const next = lane.waiting.shift();
    if (next !== undefined) this.#outside.push(next);
    else if (--lane.held === 0) this.#lanes.delete(taker.lane);
  }

  #laneOf(name: string): Lane<T> {
    let lane = this.#lanes.get(name);
    if (lane === undefined) {
      lane = { held: 0, waiting: new Fifo() };
      this.#lanes.set(name, lane);
    }
    return lane;
  }
}
