/** What an expectation says when it does not hold: what was expected, and everything that explains what happened. */
import type { LineageRecord } from "../../platform/lineage/lineage.ts";
import { expectationReport, type Finding } from "../../server/expectations/expectation-report.ts";
import type { CloudInside } from "../cloud-inside.ts";

/** An expectation did not hold. Its message is the whole report. */
export class ExpectationFailed extends Error {
  override readonly name = "ExpectationFailed";
  /** What was expected, and what was found instead. */
  readonly sentence: string;
  /** Records of the events that are meant, if any. */
  readonly records: readonly LineageRecord[];

  constructor(report: string, { sentence, records = [] }: Finding) {
    super(report);
    this.sentence = sentence;
    this.records = records;
  }
}

/** The error, with the journeys of the events, the depths of the queues, and the last errors of functions. */
export function expectationFailed(inside: CloudInside, finding: Finding): ExpectationFailed {
  return new ExpectationFailed(expectationReport(inside, finding), finding);
}
