/** How long a cloud is waited for: as long as it goes on, within a bound, however slow the machine is. */
import { expect, it } from "vitest";
import { MINUTE_MILLISECONDS, SECOND_MILLISECONDS } from "../kernel/durations.ts";
import { VirtualClock } from "../kernel/virtual-clock.ts";
import { NotSettled, settle, type Settling } from "./settle.ts";

/** What goes on until it has changed so often, with so much of the machine's time between two changes. */
function goesOn(clock: VirtualClock, changes: number, betweenMilliseconds: number): Settling {
  let changed = 0;
  return {
    get changes() {
      return changed;
    },
    unsettled: () => ({ "lambda.invocation": 1 }),
    settle: (signal) =>
      new Promise((resolve) => {
        signal.addEventListener("abort", () => resolve());
        const change = (): void => {
          if (++changed === changes) resolve();
          else clock.at(clock.now() + betweenMilliseconds, change);
        };
        clock.at(clock.now() + betweenMilliseconds, change);
      }),
  };
}

it.each<[string, changes: number, betweenSeconds: number, timeoutSeconds: number | undefined, refusal?: string]>([
  ["waits for what is slow and goes on", 20, 10, undefined],
  ["gives up when nothing changes", 1, 40, undefined, "within 30000 ms. Under way: lambda.invocation (1)."],
  ["gives up on what never ends", 100, 10, undefined, "within 300000 ms."],
  ["waits as long as it is told to for what is still", 1, 40, 50],
  ["waits no longer than it is told to for what goes on", 10, 1, 5, "within 5000 ms."],
])("%s", async (_, changes, betweenSeconds, timeoutSeconds, refusal) => {
  const clock = new VirtualClock(0);
  const options = timeoutSeconds === undefined ? {} : { timeoutMilliseconds: timeoutSeconds * SECOND_MILLISECONDS };
  const settled = settle(goesOn(clock, changes, betweenSeconds * SECOND_MILLISECONDS), { ...options, clock }).then(
    () => undefined,
    (error: unknown) => error,
  );
  await clock.advance(10 * MINUTE_MILLISECONDS);
  const error = await settled;
  if (refusal === undefined) return expect(error).toBeUndefined();
  expect(error).toBeInstanceOf(NotSettled);
  expect(String(error)).toContain(refusal);
});
