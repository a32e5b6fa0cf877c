/** One notification configuration of a bucket as it is kept, and what it covers. */

/** Where a rule's events go. */
export interface Destination {
  readonly kind: "topic" | "queue" | "function";
  readonly arn: string;
}

export interface NotificationRule {
  readonly id: string;
  readonly destination: Destination;
  /** As configured, such as `s3:ObjectCreated:*`. */
  readonly events: readonly string[];
  readonly prefix?: string;
  readonly suffix?: string;
}

/** Whether the event type `configured` (perhaps with a wildcard) covers `event`; both begin with `s3:`. */
export function coversEvent(configured: string, event: string): boolean {
  return configured.endsWith(":*") ? event.startsWith(configured.slice(0, -1)) : configured === event;
}
