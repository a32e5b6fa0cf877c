/** Lets a handler under test take time that no clock has to wait for. */
import { runningInvocation } from "../platform/ports/bound-handler.ts";
import { durationMilliseconds } from "../server/admin/clock-control.ts";
import type { Duration } from "./test-clock.ts";

/**
 * Inside a bound handler: as much of the function's time has passed as `duration` says. What is left of its timeout is
 * less by that, its billed duration more; when the timeout is over, the invocation has timed out and does not go on. The
 * cloud's clock stands still meanwhile.
 * @throws Error outside of a bound handler
 */
export async function spend(duration: Duration): Promise<void> {
  const invocation = runningInvocation.getStore();
  if (invocation === undefined) throw new Error("spend is called inside of a handler that is bound to a function.");
  await invocation.spend(durationMilliseconds(duration));
}
