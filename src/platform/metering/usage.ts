/** Usage records: what AWS would bill, in AWS's own metering units. */

/** One billable act. */
export interface Usage {
  /** AWS's service code, such as `AWSQueueService`. */
  readonly service: string;
  /** AWS's usage type without its region prefix, such as `Requests-Tier1`. */
  readonly usageType: string;
  /** In the usage type's own unit: requests, GB-seconds, bytes ... */
  readonly quantity: number;
  readonly resource: string;
}
