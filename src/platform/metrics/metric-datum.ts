/** A datum of one of the services' own metrics, under AWS's names. */

/** CloudWatch's units, as far as the services' own metrics use them. */
export type MetricUnit = "Count" | "Bytes" | "Milliseconds" | "Seconds" | "Percent" | "None";

export interface MetricDatum {
  /** Such as `AWS/SQS`. */
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly value: number;
  readonly unit: MetricUnit;
  /** How often the value came; once when absent. */
  readonly samples?: number;
}
