/**
 * How fast a function may get environments: 1,000 every ten seconds, refilled continuously.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/scaling-behavior.html
 *
 * An invocation needs a new environment when more run at once than ever since the function was last idle. AWS may keep
 * fewer of them warm, so that this never throttles where AWS would not.
 */
import { GROWTH_ENVIRONMENTS, GROWTH_MILLISECONDS } from "../limits.ts";

interface Growth {
  readonly mostRunning: number;
  /** How many environments could be added at `at`. */
  readonly available: number;
  readonly at: number;
}

export class EnvironmentGrowth {
  readonly #growing = new Map<string, Growth>();

  /** Whether `arn` may have one more invocation beside the `running` ones; takes an environment where it needs a new one. */
  admits(arn: string, running: number, now: number): boolean {
    const before = this.#growing.get(arn) ?? { mostRunning: 0, available: GROWTH_ENVIRONMENTS, at: now };
    if (running < before.mostRunning) return true;
    const refilled = before.available + ((now - before.at) * GROWTH_ENVIRONMENTS) / GROWTH_MILLISECONDS;
    const available = Math.min(refilled, GROWTH_ENVIRONMENTS);
    if (available < 1) return false;
    this.#growing.set(arn, { mostRunning: running + 1, available: available - 1, at: now });
    return true;
  }

  /** The function is idle. */
  forget(arn: string): void {
    this.#growing.delete(arn);
  }
}
