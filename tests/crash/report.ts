/** What a checker found, as a person reads it. */
import { groupedBy } from "./grouped-by.ts";

const SHOWN_PER_RULE = 10;

export interface Violation {
  readonly rule: string;
  readonly what: string;
}

/** What the run did, so that one that did nothing does not pass for a good one. */
export type Counts = Readonly<Record<string, number>>;

export interface Findings {
  readonly violations: readonly Violation[];
  readonly counts: Counts;
}

/** @returns 0 when nothing is wrong and nothing is missing */
export function report({ violations, counts }: Findings): number {
  console.log(
    Object.entries(counts)
      .map(([what, count]) => `${count} ${what}`)
      .join(", "),
  );
  const missing = Object.entries(counts).filter(([, count]) => count === 0);
  for (const [what] of missing) console.log(`FAILED: the run proves little: it has no ${what}`);
  for (const [rule, found] of groupedBy(violations, (violation) => violation.rule)) {
    console.log(`FAILED: ${rule}: ${found.length} times`);
    for (const { what } of found.slice(0, SHOWN_PER_RULE)) console.log(`  ${what}`);
  }
  if (violations.length + missing.length === 0) console.log("Nothing was lost, doubled, forgotten or out of order.");
  return violations.length + missing.length === 0 ? 0 : 1;
}
