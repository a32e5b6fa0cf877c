/** Waits for silence in a cloud, and says what was still under way when there was none in time. */
import { realClock, wakefulClock } from "../kernel/real-clock.ts";
import type { Platform } from "../platform/platform.ts";
import { SETTLE_MILLISECONDS } from "./limits.ts";

/** How long to wait for silence. */
export interface SettleOptions {
  /** On the machine's own clock; 30,000 when absent. */
  readonly timeoutMilliseconds?: number;
}

/** The cloud was still at work when the time for settling was over. */
export class NotSettled extends Error {
  override readonly name = "NotSettled";
  /** What was under way, and how many of each: `lambda.invocation`, `effect`, `lambda.mapping batch` ... */
  readonly underWay: Readonly<Record<string, number>>;

  constructor(timeoutMilliseconds: number, underWay: Readonly<Record<string, number>>) {
    const named = Object.entries(underWay).map(([what, count]) => `${what} (${count})`);
    super(`The cloud has not settled within ${timeoutMilliseconds} ms. Under way: ${named.join(", ") || "nothing"}.`);
    this.underWay = underWay;
  }
}

/**
 * Resolves when no message can be delivered, no invocation runs, no effect is pending and no timer is due.
 * @throws NotSettled
 */
export async function settle(platform: Platform, options: SettleOptions = {}): Promise<void> {
  const { timeoutMilliseconds = SETTLE_MILLISECONDS } = options;
  const giveUp = new AbortController();
  const cancel = wakefulClock.at(realClock.now() + timeoutMilliseconds, () => giveUp.abort());
  try {
    await platform.settle(giveUp.signal);
  } finally {
    cancel();
  }
  if (giveUp.signal.aborted) throw new NotSettled(timeoutMilliseconds, platform.unsettled());
}
