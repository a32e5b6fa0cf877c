/** The machine's clock: whose timers keep a process alive, and whose do not. */
import { describe, expect, it } from "vitest";
import { DAY_MILLISECONDS } from "./durations.ts";
import { realClock, wakefulClock } from "./real-clock.ts";

/** How many timers keep this process alive. */
const heldTimers = () => process.getActiveResourcesInfo().filter((resource) => resource === "Timeout").length;

describe("a timer of the machine's clock", () => {
  // The second delay is one for which timers are chained.
  it.each([DAY_MILLISECONDS, 100 * DAY_MILLISECONDS])("in %d ms holds the process or lets it go", (delay) => {
    const before = heldTimers();
    const cancelReal = realClock.at(realClock.now() + delay, () => {});
    expect(heldTimers()).toBe(before);
    const cancelWakeful = wakefulClock.at(wakefulClock.now() + delay, () => {});
    expect(heldTimers()).toBe(before + 1);
    cancelWakeful();
    expect(heldTimers()).toBe(before);
    cancelReal();
  });
});
