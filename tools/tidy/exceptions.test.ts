/** Exceptions cover what they say and no more, and complain when they are wider than needed. */
import { describe, expect, it } from "vitest";
import { applyExceptions, unknownRules } from "./exceptions.ts";
import type { Rule } from "./rule.ts";

const rule: Rule = { name: "file-length", bounds: "largest", check: () => [] };
const finding = { path: "src/a.ts", message: "700 lines", amount: 700 };
const allow = (
  limit: number,
  reason = "a table",
): Record<string, Record<string, { limit: number; reason: string }>> => ({
  "file-length": { "src/a.ts": { limit, reason } },
});

describe("exceptions", () => {
  it.each([
    ["cover up to their limit", [finding], allow(700), []],
    ["cover no more than their limit", [finding], allow(699), ["700 lines"]],
    ["cover no other file", [{ ...finding, path: "src/b.ts" }, finding], allow(700), ["700 lines"]],
    [
      "are lowered when less is needed",
      [finding],
      allow(800),
      ["file-length: src/a.ts needs 700 only; lower its limit from 800"],
    ],
    [
      "are removed when nothing is needed",
      [],
      allow(700),
      ["file-length: src/a.ts needs no exception any more; remove it"],
    ],
    ["have a reason", [finding], allow(700, " "), ["file-length: src/a.ts has no reason"]],
  ])("%s", (_, findings, exceptions, expected) => {
    expect(applyExceptions(rule, findings, exceptions).map(({ message }) => message)).toEqual(expected);
  });

  it("count the findings of rules that do not measure", () => {
    const counting: Rule = { ...rule, bounds: "count" };
    expect(applyExceptions(counting, [finding, finding], allow(2))).toEqual([]);
    expect(applyExceptions(counting, [finding, finding], allow(1))).toHaveLength(2);
  });

  it("name rules that exist", () => {
    expect(unknownRules([rule], { "file-size": {} }).map(({ message }) => message)).toEqual([
      'there is no rule "file-size"',
    ]);
  });
});
