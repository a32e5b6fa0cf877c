/** The durable effect that asks an endpoint to confirm, or tells it that its link has unsubscribed it. */
import type { StoredSubscription } from "../subscription/subscription.ts";

export const CONFIRM = "sns.confirm";

export interface ConfirmPayload {
  readonly type: "SubscriptionConfirmation" | "UnsubscribeConfirmation";
  readonly subscription: StoredSubscription;
  readonly token: string;
  readonly messageId: string;
  readonly at: number;
}
