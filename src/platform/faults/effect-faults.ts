/** Faults of durable effects: when one runs, and how often. Which effects have been struck is in memory, so that each is once. */
import type { EffectRetry } from "../effects/effect.ts";
import type { StoredEffect } from "../effects/outbox.ts";
import type { Faults, FaultTeller } from "./faults.ts";

/** An effect whose turn it is. */
export interface DueEffect {
  readonly effect: StoredEffect;
  /** Its row. */
  readonly order: number;
  readonly now: number;
  readonly teller: FaultTeller;
  readonly run: () => Promise<EffectRetry | undefined>;
}

/** What becomes of the effect; `isNoAttempt` where the run does not count as one of its tries. */
export type FaultyRetry = EffectRetry & { readonly isNoAttempt?: true };

export class EffectFaults {
  /** Rows that wait for another run because of a fault: that run is not struck. */
  readonly #struck = new Set<number>();

  /** True when no effect waits because of a fault. */
  get isQuiet(): boolean {
    return this.#struck.size === 0;
  }

  /** Runs the effect, or does with it what the rule says that strikes it. */
  async run(faults: Faults | undefined, due: DueEffect): Promise<FaultyRetry | undefined> {
    const { effect, order, now, teller, run } = due;
    if (this.#struck.delete(order) || faults === undefined) return run();
    const subject = { resource: effect.source, operation: effect.kind };
    await faults.stepAside(subject, teller);
    const rule = faults.strike("effect", subject, teller);
    switch (rule?.fault) {
      case "effect-delay":
        this.#struck.add(order);
        return { retryAt: now + (rule.parameters.milliseconds ?? 0), isNoAttempt: true };
      case "effect-duplicate":
        await run();
        return run();
      case "effect-crash":
        await run();
        this.#struck.add(order);
        // The process that would have noted its end is gone; the next one finds its row as it was.
        return { retryAt: now, isNoAttempt: true };
      default:
        return run();
    }
  }
}
