/** Waits for silence in a cloud, and says what was still under way when there was none in time. */
import type { Cancel, Clock } from "../kernel/clock.ts";
import { wakefulClock } from "../kernel/real-clock.ts";
import { SETTLE_MILLISECONDS, SETTLE_STILL_MILLISECONDS } from "./limits.ts";

/** How long to wait for silence. */
export interface SettleOptions {
  /**
   * On the machine's own clock. When absent, as long as something begins or ends every 30 seconds, and 5 minutes in all: a
   * busy machine is slow, and nothing hangs for that.
   */
  readonly timeoutMilliseconds?: number;
}

/** What settles, and how often something has begun or ended in it. */
export interface Settling {
  readonly changes: number;
  settle(signal: AbortSignal): Promise<void>;
  unsettled(): Readonly<Record<string, number>>;
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
export async function settle(
  cloud: Settling,
  { timeoutMilliseconds, clock = wakefulClock }: SettleOptions & { readonly clock?: Clock } = {},
): Promise<void> {
  const startedAt = clock.now();
  const deadline = startedAt + (timeoutMilliseconds ?? SETTLE_MILLISECONDS);
  const stillMilliseconds = timeoutMilliseconds ?? SETTLE_STILL_MILLISECONDS;
  const giveUp = new AbortController();
  let cancel: Cancel = () => {};
  const watch = (): void => {
    const { changes } = cloud;
    const until = Math.min(clock.now() + stillMilliseconds, deadline);
    cancel = clock.at(until, () => {
      if (cloud.changes === changes || until === deadline) giveUp.abort(until - startedAt);
      else watch();
    });
  };
  watch();
  try {
    await cloud.settle(giveUp.signal);
  } finally {
    cancel();
  }
  if (giveUp.signal.aborted) throw new NotSettled(Number(giveUp.signal.reason), cloud.unsettled());
}
