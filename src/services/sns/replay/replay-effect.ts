/** The durable effect of a replay: what sets the next batch of archived messages in motion. */
import type { SubscriptionKey } from "../subscription/subscription.ts";

export const REPLAY = "sns.replay";

export interface ReplayPayload {
  readonly subscription: SubscriptionKey;
  /** Which replay: a later one of the same subscription takes its place. */
  readonly replay: string;
}
