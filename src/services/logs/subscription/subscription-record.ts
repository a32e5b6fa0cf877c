/** What is kept of a subscription filter. */

export interface SubscriptionRecord {
  readonly filterPattern: string;
  readonly destinationArn: string;
  readonly createdAt: number;
}
