/** Where an extension gets its records: what a batch is posted to, or written into. */

export interface TelemetryDestination {
  /** Hands over a batch of records, each as JSON; resolves with whether they were taken, and never rejects. */
  deliver(records: readonly string[]): Promise<boolean>;
  /** Nobody listens any more. */
  end(): void;
}
