/**
 * AWS's rates of invocations, where a cloud is to keep to them: in each full second of the clock ten times the concurrency,
 * of the function where it has a reservation and of the account's unreserved pool where it has none.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html#rps-limits
 */
import { SECOND_MILLISECONDS } from "../../../kernel/durations.ts";

/** Invocations in the current second, by what is limited. Every second forgets the last one: that bounds what is held. */
export class InvocationRate {
  readonly #counts = new Map<string, number>();
  #second = 0;

  /** Counts one invocation under `key`. @returns false, having counted nothing, when the second is full */
  count(key: string, limit: number, now: number): boolean {
    const second = Math.floor(now / SECOND_MILLISECONDS);
    if (second !== this.#second) {
      this.#second = second;
      this.#counts.clear();
    }
    const counted = this.#counts.get(key) ?? 0;
    if (counted >= limit) return false;
    this.#counts.set(key, counted + 1);
    return true;
  }
}
