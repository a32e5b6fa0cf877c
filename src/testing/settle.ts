/** Waits for silence in a cloud, and says what was still under way when there was none in time. */
import { realClock, wakefulClock } from "../kernel/real-clock.ts";
import type { Platform } from "../platform/platform.ts";
import { SETTLE_MILLISECONDS } from "./limits.ts";

/** How long to wait for silence. */
export interface SettleOptions {
  /** On the machine's own clock, for each cloud of the process that waits at the same time; 30,000 when absent. */
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

/** The clouds of this process that wait for silence at present, and how often each. They share the process's one thread. */
const waiting = new Map<Platform, number>();

/**
 * Resolves when no message can be delivered, no invocation runs, no effect is pending and no timer is due. Clouds that
 * wait side by side have so much more time, since each waits for what the others do as well.
 * @throws NotSettled
 */
export async function settle(platform: Platform, options: SettleOptions = {}): Promise<void> {
  const { timeoutMilliseconds = SETTLE_MILLISECONDS } = options;
  const giveUp = new AbortController();
  const began = realClock.now();
  let patience = timeoutMilliseconds;
  const look = (): void => {
    patience = Math.max(patience, timeoutMilliseconds * waiting.size);
    if (realClock.now() - began >= patience) giveUp.abort();
    else cancel = wakefulClock.at(began + patience, look);
  };
  let cancel = wakefulClock.at(began + patience, look);
  waiting.set(platform, (waiting.get(platform) ?? 0) + 1);
  try {
    await platform.settle(giveUp.signal);
  } finally {
    cancel();
    const others = (waiting.get(platform) ?? 1) - 1;
    if (others === 0) waiting.delete(platform);
    else waiting.set(platform, others);
  }
  if (giveUp.signal.aborted) throw new NotSettled(patience, platform.unsettled());
}
