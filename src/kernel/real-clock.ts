/** The clock of the machine, for a server that runs in real time, and for a command that waits for one. */
import type { Cancel, Clock } from "./clock.ts";

/** Node fires a timer above this many milliseconds at once (its delay is a 32-bit integer), so longer ones are chained. */
const LONGEST_DELAY_MILLISECONDS = 2 ** 31 - 1;

/** As it was when this module was loaded: a test's own handlers may be shown another time by the same name. */
const machineNow = Date.now;

/** A clock that follows the machine's own. Its timers do not keep the process alive. */
export const realClock: Clock = machineClock((timer) => timer.unref());

/** The same clock with timers that keep the process alive: nothing else does while a command waits. */
export const wakefulClock: Clock = machineClock((timer) => timer);

/** How long to sleep at `now` on the way to `dueAt`: as long as a timer can be, and never less than nothing. */
export function nextDelayMilliseconds(dueAt: number, now: number): number {
  return Math.min(Math.max(0, dueAt - now), LONGEST_DELAY_MILLISECONDS);
}

/** `hold` is given each timer, to let go of it or not. */
function machineClock(hold: (timer: NodeJS.Timeout) => NodeJS.Timeout): Clock {
  return {
    now: () => machineNow(),
    at(dueAt: number, run: () => void): Cancel {
      let handle: NodeJS.Timeout;
      const arm = (): void => {
        handle = hold(setTimeout(wake, nextDelayMilliseconds(dueAt, machineNow())));
      };
      const wake = (): void => {
        // The delay was only the first part of it, or setTimeout fired a millisecond early, as it may.
        if (machineNow() < dueAt) arm();
        else run();
      };
      arm();
      return () => clearTimeout(handle);
    },
  };
}
