/** Which part of a journey is told of a failure. */
import { expect, it } from "vitest";
import type { LineageRecord } from "../../platform/lineage/lineage.ts";
import { branchOf } from "./branch.ts";

function record(id: string, parent: string, kind = "step"): LineageRecord {
  return { id, parent, kind, resource: "", outcome: "ok", at: 0 };
}

/** A publication with two deliveries; the second has a message that is handled. */
const TRACE = [
  record("published", ""),
  record("one", "published"),
  record("one.message", "one"),
  record("two", "published"),
  record("two.message", "two"),
  record("two.run", "two.message"),
  record("two.role", "two.run", "sts.AssumeRole"),
  record("two.log", "two.run", "logs.PutLogEvents"),
];

const told = (trace: readonly LineageRecord[], ...meant: readonly string[]): string =>
  branchOf(
    trace,
    trace.filter(({ id }) => meant.includes(id)),
  )
    .map(({ id }) => id)
    .join(" ");

it.each<[string, readonly LineageRecord[], readonly string[], string]>([
  [
    "what a fault struck",
    [...TRACE, record("hit", "two.message", "fault")],
    ["hit"],
    "published two two.message two.run hit",
  ],
  ["all where the first was struck", [record("hit", "", "fault"), ...TRACE.slice(0, 2)], ["hit"], "hit"],
  ["what is meant", TRACE, ["one.message"], "published one one.message"],
  ["everything where nothing is", TRACE, [], "published one one.message two two.message two.run"],
  [
    "what a function did besides, and not what came of that",
    [
      record("run", "", "lambda.invocation"),
      record("receive", "run"),
      record("publish", "run"),
      record("delivery", "publish"),
      record("call", "run"),
      record("hit", "call", "fault"),
    ],
    ["hit"],
    "run receive publish call hit",
  ],
  [
    "what went wrong with a role",
    [...TRACE.slice(0, 6), { ...record("role", "two.run", "sts.AssumeRole"), outcome: "failed" }],
    ["two.run"],
    "published two two.message two.run role",
  ],
])("tells %s", (_, trace, meant, expected) => {
  expect(told(trace, ...meant)).toBe(expected);
});
