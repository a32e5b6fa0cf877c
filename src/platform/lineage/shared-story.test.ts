/** Stories of many resources, as operations tell them. */
import { afterEach, beforeEach, expect, it } from "vitest";
import { startTestPlatform, type TestPlatform } from "../../../tests/harness/platform.ts";

const STORY = {
  kind: "test.kind",
  outcome: "filtered-out",
  reason: "because",
  resources: { all: ["q1", "q2"] },
} as const;

let cloud: TestPlatform;
beforeEach(async () => {
  cloud = await startTestPlatform({ services: [] });
});
afterEach(() => cloud.stop());

const told = (): readonly string[] => cloud.lineage().map(({ resource, parent }) => `${resource} below ${parent}`);

it("are below the act's own cause, or another one, in the order in which they were told", async () => {
  const scope = cloud.scope().within({ cause: "cause" });
  await scope.write((at) => {
    at.recordEach(STORY);
    at.record({ kind: "test.kind", outcome: "ok", resource: "q3" });
    at.recordEach({ ...STORY, parent: "other" });
  });
  scope.recordEach(STORY);
  expect(told()).toEqual([
    "q1 below cause",
    "q2 below cause",
    "q3 below cause",
    "q1 below other",
    "q2 below other",
    "q1 below cause",
    "q2 below cause",
  ]);
  expect(new Set(cloud.lineage().map(({ id }) => id)).size).toBe(7);
});

it("are not told of an act that fails", async () => {
  const failed = cloud.scope().write((at) => {
    at.recordEach(STORY);
    throw new Error("no");
  });
  await expect(failed).rejects.toThrow("no");
  expect(told()).toEqual([]);
});
