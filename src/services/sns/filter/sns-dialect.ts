/** How SNS reads the conditions of its filter policies. */
import type { PatternDialect } from "../../../platform/patterns/pattern-dialect.ts";
import { FILTER_POLICY_NUMBER_MAX, WILDCARDS_PER_PATTERN_MAX } from "../limits.ts";
import { comparableNumber } from "./comparable-number.ts";

export const SNS_DIALECT: PatternDialect = {
  numberMax: FILTER_POLICY_NUMBER_MAX,
  comparableNumber,
  wildcardsMax: WILDCARDS_PER_PATTERN_MAX,
  hasListsOfTexts: false,
};
