/** Time as an argument: what the clock says, and being called when it says more. */

/** Cancels what was scheduled; calling it again does nothing. */
export type Cancel = () => void;

/**
 * The one source of time. Every component is given a clock; none asks the operating system.
 * Times are milliseconds since the epoch, whole numbers.
 */
export interface Clock {
  /** The time now, in milliseconds since the epoch. */
  now(): number;
  /**
   * Calls `run` once the clock says `dueAt` or later, never before this call has returned.
   * Timers live in this process only; what must survive a restart is a durable timer of the platform.
   */
  at(dueAt: number, run: () => void): Cancel;
  /** Jumps ahead: what fell due on the way is called afterwards, late. Only clocks that are moved can do it. */
  leap?(milliseconds: number): void;
  /**
   * Runs timers that are due at the same moment together for as long as that is asked for; otherwise each waits until the
   * one before it has settled. Only clocks that are moved know when that is.
   */
  runTogetherWhile?(isAskedFor: () => boolean): void;
}

/** Resolves when `milliseconds` have passed on `clock`, or as soon as `signal` aborts. Never rejects. */
export function pause(clock: Clock, milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const finish = (): void => {
      cancel();
      signal?.removeEventListener("abort", finish);
      resolve();
    };
    const cancel = clock.at(clock.now() + milliseconds, finish);
    signal?.addEventListener("abort", finish, { once: true });
  });
}
