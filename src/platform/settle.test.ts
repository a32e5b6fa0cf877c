/** When a cloud has settled: what comes and goes between two looks has not. */
import { expect, it } from "vitest";
import { startTestPlatform } from "../../tests/harness/platform.ts";

it("waits for work that is at hand for a moment of each turn, however often it is looked at between them", async () => {
  const cloud = await startTestPlatform({ services: [] });
  const { activity } = cloud.scope();
  let left = 100;
  const workBetweenLooks = (): void => {
    activity.begin("a batch")();
    left--;
    if (left > 0) setImmediate(workBetweenLooks);
  };
  workBetweenLooks();
  await cloud.settle();
  expect(left).toBe(0);
  await cloud.stop();
});
