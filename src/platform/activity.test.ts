/** What is under way, by name. */
import { expect, it } from "vitest";
import { Activity } from "./activity.ts";

it("counts what has begun and not ended, and is idle when all has", async () => {
  const activity = new Activity();
  await activity.whenIdle();
  const first = activity.begin("effect");
  const second = activity.begin("effect");
  const other = activity.begin("invocation");
  expect([activity.total, activity.describe()]).toEqual([3, { effect: 2, invocation: 1 }]);
  let idle = false;
  const waiting = activity.whenIdle().then(() => (idle = true));
  first();
  first();
  other();
  await Promise.resolve();
  expect([activity.total, activity.describe(), idle]).toEqual([1, { effect: 1 }, false]);
  second();
  await waiting;
  expect([activity.total, activity.describe(), idle]).toEqual([0, {}, true]);
});
