/** What differs between the patterns of services that share one language of conditions. */

/** A service's own rules for conditions. */
export interface PatternDialect {
  /** Numbers in conditions lie between this and its negative. */
  readonly numberMax: number;
  /** A number with as many digits as the service compares. */
  readonly comparableNumber: (value: number) => number;
  /** How many wildcards one pattern may have. */
  readonly wildcardsMax: number;
  /** Whether `anything-but` takes a list of texts for `prefix`, `suffix` and `wildcard` too. */
  readonly hasListsOfTexts: boolean;
}
