/** A clock that never jumps, for measuring how long things took. What it says decides nothing: it is reported. */

/** Milliseconds since some moment before the process began, with a fraction. */
export function monotonicMilliseconds(): number {
  return performance.now();
}
