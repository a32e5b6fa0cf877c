/** The machine's clock: whose timers keep a process alive, and whose do not. */
import { describe, expect, it } from "vitest";
import { DAY_MILLISECONDS } from "./durations.ts";
import { nextDelayMilliseconds, realClock, wakefulClock } from "./real-clock.ts";

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

describe("the way to a far moment", () => {
  it.each([
    { dueAt: 0, now: 1_000, delay: 0 },
    { dueAt: 1_000, now: 1_000, delay: 0 },
    { dueAt: 1_001, now: 1_000, delay: 1 },
    { dueAt: 2 ** 31 - 1, now: 0, delay: 2 ** 31 - 1 },
    { dueAt: 2 ** 31, now: 0, delay: 2 ** 31 - 1 },
    { dueAt: Infinity, now: 0, delay: 2 ** 31 - 1 },
  ])("from $now to $dueAt begins with $delay ms", ({ dueAt, now, delay }) => {
    expect(nextDelayMilliseconds(dueAt, now)).toBe(delay);
  });

  it("ends at that very moment, in as few parts as there can be", () => {
    const dueAt = 100 * DAY_MILLISECONDS;
    const parts: number[] = [];
    for (let now = 0; now < dueAt; now += parts.at(-1) ?? 0) parts.push(nextDelayMilliseconds(dueAt, now));
    expect(parts.reduce((total, part) => total + part, 0)).toBe(dueAt);
    expect(parts).toHaveLength(Math.ceil(dueAt / (2 ** 31 - 1)));
  });
});
