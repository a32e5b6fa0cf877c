/** Lets time pass for as long as it takes until something has come about: nobody waits, since the clock is virtual. */
import type { VirtualClock } from "../../kernel/virtual-clock.ts";

/** What is waited for, and how long on the cloud's clock. */
export interface Awaited {
  /** Asked when all has settled. */
  readonly predicate: () => boolean | Promise<boolean>;
  readonly settle: () => Promise<void>;
  readonly withinMilliseconds: number;
}

/** Whether it came about in time; moves the clock from one thing that is due to the next. */
export async function comesAbout(clock: VirtualClock, awaited: Awaited): Promise<boolean> {
  const { predicate, settle, withinMilliseconds } = awaited;
  const deadline = clock.now() + withinMilliseconds;
  for (;;) {
    await settle();
    if (await predicate()) return true;
    if (clock.now() >= deadline) return false;
    await clock.advanceTo(Math.min(clock.nextDueAt() ?? deadline, deadline), settle);
  }
}
