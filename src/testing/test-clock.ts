/** The clock of a cloud under test: it stands still until the test moves it. */
import { invariant } from "../kernel/invariant.ts";
import type { Clock } from "../kernel/clock.ts";
import { wakefulClock } from "../kernel/real-clock.ts";
import { VirtualClock } from "../kernel/virtual-clock.ts";
import { durationMilliseconds } from "../server/admin/clock-control.ts";
import { comesAbout } from "../server/expectations/comes-about.ts";
import { FLOW_STEP_MILLISECONDS } from "./limits.ts";

/** Milliseconds, or text such as `90s`, `5m` or `1h30m`. */
export type Duration = number | string;

/** A moment: a Date, ISO 8601 text, or milliseconds since the epoch. */
export type Moment = Date | string | number;

/** Milliseconds since the epoch. @throws RangeError for what is no moment */
export function momentMilliseconds(moment: Moment): number {
  const milliseconds =
    moment instanceof Date ? moment.getTime() : typeof moment === "string" ? Date.parse(moment) : moment;
  if (!Number.isSafeInteger(milliseconds)) {
    throw new RangeError(
      `${String(moment)} is no moment: give a Date, milliseconds, or text such as 2026-02-01T00:00:00Z.`,
    );
  }
  return milliseconds;
}

/** How far `runUntil` goes. */
export interface RunUntilOptions {
  /** How much of the cloud's time may pass; an hour when absent. */
  readonly within?: Duration;
}

/** What is waited for. */
export type Predicate = () => boolean | Promise<boolean>;

const DEFAULT_WITHIN = "1h";

/** Time in a cloud. Every method that moves it runs what falls due, in order, and returns when all of it has settled. */
export class TestClock {
  readonly #clock: Clock;
  readonly #settle: () => Promise<void>;
  #stopFlow: (() => Promise<void>) | undefined;

  constructor(clock: Clock, settle: () => Promise<void>) {
    this.#clock = clock;
    this.#settle = settle;
  }

  /** What the cloud's clock says. */
  now(): Date {
    return new Date(this.#clock.now());
  }

  /** Moves time on by a duration. @throws NotSettled when something does not come to its end */
  async advance(duration: Duration): Promise<void> {
    await this.#moveTo(this.#clock.now() + durationMilliseconds(duration));
  }

  /** Moves time on to a moment. @throws RangeError for one that is over: time only moves forward */
  async set(moment: Moment): Promise<void> {
    const target = momentMilliseconds(moment);
    if (target < this.#clock.now()) {
      throw new RangeError(`Time only moves forward, and ${this.now().toISOString()} is past that.`);
    }
    await this.#moveTo(target);
  }

  /**
   * Lets time pass, from one thing that is due to the next, until `predicate` holds; it is asked when all has settled.
   * @throws Error when it does not hold within the time
   */
  async runUntil(predicate: Predicate, options: RunUntilOptions = {}): Promise<void> {
    if (await this.reaches(predicate, options)) return;
    const { within = DEFAULT_WITHIN } = options;
    throw new Error(`What runUntil waited for did not come about within ${String(within)} of the cloud's time.`);
  }

  /** The same, but says whether it came about. */
  async reaches(predicate: Predicate, { within = DEFAULT_WITHIN }: RunUntilOptions = {}): Promise<boolean> {
    const withinMilliseconds = durationMilliseconds(within);
    return comesAbout(this.#virtual(), { predicate, settle: this.#settle, withinMilliseconds });
  }

  /** Lets time pass as it does on the machine, until `freeze`. */
  flow(): void {
    const clock = this.#virtual();
    if (this.#stopFlow !== undefined) return;
    let isStopped = false;
    let before = wakefulClock.now();
    let moving: Promise<void> = Promise.resolve();
    const step = (): void => {
      const now = wakefulClock.now();
      moving = clock.advance(Math.max(0, now - before), this.#settle);
      before = now;
      const goOn = (): void => {
        if (!isStopped) cancel = wakefulClock.at(wakefulClock.now() + FLOW_STEP_MILLISECONDS, step);
      };
      // What does not settle is told by whoever settles next.
      moving = moving.catch(() => {}).then(() => goOn());
    };
    let cancel = wakefulClock.at(before + FLOW_STEP_MILLISECONDS, step);
    this.#stopFlow = async () => {
      isStopped = true;
      cancel();
      await moving;
    };
  }

  /** Stops time, which stands still from the beginning unless `flow` was called. */
  async freeze(): Promise<void> {
    this.#virtual();
    const stop = this.#stopFlow;
    this.#stopFlow = undefined;
    await stop?.();
  }

  async #moveTo(target: number): Promise<void> {
    await this.#virtual().advanceTo(target, this.#settle);
    await this.#settle();
  }

  #virtual(): VirtualClock {
    invariant(this.#clock instanceof VirtualClock, 'time can be moved unless the cloud was created with clock: "real"');
    return this.#clock;
  }
}
