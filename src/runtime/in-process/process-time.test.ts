/** Each invocation sees its cloud's time, and everybody else the machine's. */
import { expect, it } from "vitest";
import { runningInvocation, type RunningInvocation } from "../../platform/ports/bound-handler.ts";
import { installProcessTime } from "./process-time.ts";

const MOMENT = Date.UTC(2030, 5, 1);
const before = new Date(0);

const invocationAt = (moment: number): RunningInvocation => ({
  requestId: "",
  traceHeader: "",
  variables: {},
  now: () => moment,
  log: () => {},
  connect: () => {
    throw new Error("nothing is called here");
  },
  spend: async () => {},
});

it("shows invocations the time of their clouds", async () => {
  installProcessTime();
  const seen = await Promise.all(
    [0, 1].map((after) =>
      runningInvocation.run(invocationAt(MOMENT + after), async () => {
        await new Promise((resolve) => setImmediate(resolve));
        return [Date.now(), new Date().getTime(), new Date(5).getTime(), Date.parse(Date()) / 1000];
      }),
    ),
  );
  const second = MOMENT / 1000;
  expect(seen).toEqual([
    [MOMENT, MOMENT, 5, second],
    [MOMENT + 1, MOMENT + 1, 5, second],
  ]);
});

it("leaves Date what it is", () => {
  installProcessTime();
  class Day extends Date {}
  expect(Date.now()).toBeGreaterThan(0);
  expect(Date.now()).not.toBe(MOMENT);
  expect([before instanceof Date, new Date() instanceof Date, new Day(7) instanceof Day]).toEqual([true, true, true]);
  expect([new Day(7).getTime(), Date.UTC(1970, 0, 1), typeof Date()]).toEqual([7, 0, "string"]);
  expect(runningInvocation.run(invocationAt(MOMENT), () => new Day().getTime())).toBe(MOMENT);
});
