/**
 * Halts a process that has nothing to do until it is given something, as Lambda does: what a handler has left running
 * stands still between invocations.
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-invoke
 */
import type { Cancel, Clock } from "../../kernel/clock.ts";
import { FREEZE_AFTER_MILLISECONDS } from "../limits.ts";
import { freezeGroup, thawGroup } from "./process-group.ts";

export class Freezer {
  readonly #clock: Clock;
  #cancel: Cancel = () => {};
  #frozen: number | undefined;

  /** @param clock the one that processes live by */
  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * The process with this group has nothing to do. It is not halted at once: where one event follows another, that would
   * cost more than the events.
   */
  rest(leader: number): void {
    this.#cancel = this.#clock.at(this.#clock.now() + FREEZE_AFTER_MILLISECONDS, () => {
      this.#frozen = leader;
      freezeGroup(leader);
    });
  }

  /** It has something to do, or is about to end. */
  wake(): void {
    this.#cancel();
    if (this.#frozen !== undefined) thawGroup(this.#frozen);
    this.#frozen = undefined;
  }
}
