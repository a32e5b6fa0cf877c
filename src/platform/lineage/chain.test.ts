import { expect, it } from "vitest";
import { chainOf } from "./chain.ts";
import { LineageLog } from "./lineage-log.ts";

it("is carried from a record to what it leads to, until another one is given", () => {
  const log = new LineageLog("p-", 10);
  const first = log.issue();
  expect(chainOf(first)).toBe("");
  const second = log.issue(first, "a:1");
  expect(chainOf(second)).toBe("a:1");
  expect(chainOf(log.issue(second))).toBe("a:1");
  expect(chainOf(log.issue(second, "a:2"))).toBe("a:2");
  expect(chainOf(log.issue(second, ""))).toBe("");
  expect(new Set([first, second, log.issue(second), log.issue(second)]).size).toBe(4);
});
