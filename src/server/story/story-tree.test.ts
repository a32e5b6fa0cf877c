/** Stories as people read them in a terminal. */
import { expect, it } from "vitest";
import type { LineageRecord } from "../../platform/lineage/lineage.ts";
import { relativeTime } from "./relative-time.ts";
import { storyTree } from "./story-tree.ts";

const record = (id: string, parent: string, more: Partial<LineageRecord> = {}): LineageRecord => ({
  id,
  parent,
  kind: "sqs.message",
  resource: "arn:aws:sqs:us-east-1:000000000000:jobs",
  outcome: "ok",
  at: 1_000,
  ...more,
});

it.each([
  [0, "0 ms"],
  [999, "999 ms"],
  [1_250, "1.250 s"],
  [123_000, "2 m 03 s"],
  [3_720_000, "1 h 02 m"],
  [349_200_000, "4 d 01 h"],
])("%d milliseconds are %s", (milliseconds, text) => {
  expect(relativeTime(milliseconds)).toBe(text);
});

it("a story is a tree with times, attempts, outcomes and reasons", () => {
  const worker = { kind: "lambda.event-source", resource: "arn:aws:lambda:us-east-1:000000000000:function:worker" };
  const story = [
    record("a", "", { kind: "sns.published", resource: "arn:aws:sns:us-east-1:000000000000:orders", subject: "m1" }),
    record("b", "a", { at: 1_003, subject: "m2" }),
    record("c", "b", { ...worker, at: 1_010, outcome: "retried", reason: "Error: no." }),
    record("d", "b", { ...worker, at: 31_010 }),
    record("e", "a", { kind: "sns.delivery", outcome: "filtered-out", reason: "The policy asks for more." }),
  ];
  expect(storyTree(story)).toBe(
    [
      "    +0 ms  sns.published orders (m1) ok",
      "    +0 ms  ├─ sns.delivery sqs:jobs filtered-out: The policy asks for more.",
      "    +3 ms  └─ sqs.message jobs (m2) ok",
      "   +10 ms     ├─ lambda.event-source worker retried: Error: no. [1 of 2]",
      "+30.010 s     └─ lambda.event-source worker ok [2 of 2]",
      "",
    ].join("\n"),
  );
});

it.each([
  ["two causes are two trees", [record("a", ""), record("b", "gone")], "+0 ms  sqs.message jobs ok\n".repeat(2)],
  [
    "causes in a ring are each told once",
    [record("a", "b"), record("b", "a")],
    "+0 ms  sqs.message jobs ok\n+0 ms  └─ sqs.message jobs ok\n",
  ],
])("%s", (_, records, text) => {
  expect(storyTree(records)).toBe(text);
});

it("a story deeper than the stack is told to its end", () => {
  const chain = Array.from({ length: 20_000 }, (_, index) => record(`r${index}`, `r${index - 1}`));
  expect(storyTree(chain).split("\n")).toHaveLength(20_001);
});
