/** What is kept of a metric beside its data. */
import type { Dimension } from "../../../schema/generated/cloudwatch.ts";

export interface MetricRecord {
  readonly id: number;
  /** In the order of their names. */
  readonly dimensions: readonly Dimension[];
  /** The latest minute that has data. */
  readonly lastDataAt: number;
}
