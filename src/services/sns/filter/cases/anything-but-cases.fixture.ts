/**
 * `anything-but`: met by what is there and is something else; of an array, by any element that is.
 * https://docs.aws.amazon.com/sns/latest/dg/string-value-matching.html#string-anything-but-matching
 */
import type { ConditionCase } from "./filter-case.fixture.ts";

const anythingBut = (operand: unknown) => [{ "anything-but": operand }];

export const ANYTHING_BUT_CASES: readonly ConditionCase[] = [
  [anythingBut("x"), "y", true],
  [anythingBut("x"), "x", false],
  [anythingBut("x"), "X", true],
  [anythingBut("x"), undefined, false],
  [anythingBut(["x", "y"]), "y", false],
  [anythingBut(["x", "y"]), "z", true],
  [anythingBut(""), "x", true],
  [anythingBut(5), 5, false],
  [anythingBut(5), 5.000_001, false],
  [anythingBut(5), 5.1, true],
  [anythingBut([100, 500]), 101, true],
  [anythingBut([100, 500]), 500, false],
  [anythingBut([100, 500]), undefined, false],
  // Recorded: a value of another kind is something else.
  [anythingBut(["prod"]), 5, true],
  [anythingBut([5]), "abc", true],
  [anythingBut([5]), "5", true],
  [anythingBut(["5"]), 5, true],
  [anythingBut(["null"]), null, true],
  [anythingBut(["true"]), true, true],
  // Arrays.
  [anythingBut("x"), ["x", "y"], true],
  [anythingBut("x"), ["x"], false],
  [anythingBut(["x", "y"]), ["x", "y"], false],
  [anythingBut(["rugby", "tennis"]), ["rugby", "baseball"], true],
  [anythingBut([100, 500]), [100, 50], true],
  [anythingBut([100, 500]), [100, 500], false],
  [anythingBut([100]), ["100"], true],
  [anythingBut("x"), [], false],
  // Beside other conditions.
  [["x", { "anything-but": ["x", "y"] }], "x", true],
  [["x", { "anything-but": ["x", "y"] }], "y", false],
  [[{ "anything-but": "x" }, { exists: false }], undefined, true],
  [[{ "anything-but": "x" }, { exists: false }], "x", false],
  // Around conditions on text.
  [anythingBut({ prefix: "ord" }), "order", false],
  [anythingBut({ prefix: "ord" }), "other", true],
  [anythingBut({ prefix: "ord" }), "Order", true],
  [anythingBut({ prefix: "ord" }), undefined, false],
  [anythingBut({ prefix: "ord" }), ["order", "x"], true],
  [anythingBut({ prefix: "ord" }), ["order", "ordinal"], false],
  [anythingBut({ prefix: "1" }), 1, true],
  [anythingBut({ prefix: { "equals-ignore-case": "ORD" } }), "order", false],
  [anythingBut({ suffix: "er" }), "order", false],
  [anythingBut({ suffix: "er" }), "orders", true],
  [anythingBut({ suffix: { "equals-ignore-case": "ER" } }), "order", false],
  [anythingBut({ wildcard: "*d*" }), "order", false],
  [anythingBut({ wildcard: "*d*" }), "other", true],
  [anythingBut({ wildcard: "o*r" }), "orders", true],
  [anythingBut({ wildcard: "*" }), 5, true],
  [anythingBut({ "equals-ignore-case": "X" }), "x", false],
  [anythingBut({ "equals-ignore-case": "X" }), "xx", true],
  [anythingBut({ "equals-ignore-case": ["X", "y"] }), "Y", false],
  [anythingBut({ "equals-ignore-case": ["X", "y"] }), "z", true],
  [anythingBut({ "equals-ignore-case": "NULL" }), null, true],
];
