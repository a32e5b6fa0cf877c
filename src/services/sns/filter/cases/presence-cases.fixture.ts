/** `exists`. https://docs.aws.amazon.com/sns/latest/dg/attribute-key-matching.html */
import type { ConditionCase } from "./filter-case.fixture.ts";

export const PRESENCE_CASES: readonly ConditionCase[] = [
  [[{ exists: true }], "x", true],
  [[{ exists: true }], 0, true],
  [[{ exists: true }], false, true],
  [[{ exists: true }], null, true],
  [[{ exists: true }], ["x"], true],
  [[{ exists: true }], undefined, false],
  [[{ exists: false }], undefined, true],
  [[{ exists: false }], "x", false],
  [[{ exists: false }], null, false],
  [[{ exists: false }], ["x"], false],
  [[{ exists: false }, "x"], "x", true],
  [[{ exists: false }, "x"], "y", false],
  [[{ exists: false }, "x"], undefined, true],
  [[{ exists: false }, { prefix: "x" }], undefined, true],
  [[{ exists: false }, { numeric: [">", 1] }], 1, false],
  [[{ exists: true }, { exists: false }], undefined, true],
  [[{ exists: true }, { exists: false }], "x", true],
];
