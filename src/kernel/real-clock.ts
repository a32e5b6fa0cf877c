/** The clock of the machine, for a server that runs in real time, and for a command that waits for one. */
import type { Cancel, Clock } from "./clock.ts";

/** Node fires a timer above this many milliseconds at once (its delay is a 32-bit integer), so longer ones are chained. */
const LONGEST_DELAY_MILLISECONDS = 2 ** 31 - 1;

/** A clock that follows the machine's own. Its timers do not keep the process alive. */
export const realClock: Clock = machineClock((timer) => timer.unref());

/** The same clock with timers that keep the process alive: nothing else does while a command waits. */
export const wakefulClock: Clock = machineClock((timer) => timer);

/** `hold` is given each timer, to let go of it or not. */
function machineClock(hold: (timer: NodeJS.Timeout) => NodeJS.Timeout): Clock {
  return {
    now: () => Date.now(),
    at(dueAt: number, run: () => void): Cancel {
      let handle: NodeJS.Timeout;
      const arm = (): void => {
        const delay = Math.max(0, dueAt - Date.now());
        handle = hold(
          delay > LONGEST_DELAY_MILLISECONDS
            ? setTimeout(arm, LONGEST_DELAY_MILLISECONDS)
            : setTimeout(() => {
                // setTimeout may fire a millisecond early; whoever waits for a time must never be called before it.
                if (Date.now() < dueAt) arm();
                else run();
              }, delay),
        );
      };
      arm();
      return () => clearTimeout(handle);
    },
  };
}
