/** The durable effect of one delivery: what a publish asks for and the deliverer runs. */
import type { PublishedMessage } from "../message/published-message.ts";
import type { SubscriptionKey } from "../subscription/subscription.ts";

export const DELIVER = "sns.deliver";

export interface DeliverPayload {
  readonly subscription: SubscriptionKey;
  /** The message itself, or the id of one that is stored once for several deliveries. */
  readonly message: PublishedMessage | string;
  /** When a throttle lets the first attempt begin: what a delivery may take is counted from there. */
  readonly startsAt?: number | undefined;
}

/** The making of the signing key, once a subscription is there that needs it: the first delivery need not wait for it. */
export const PREPARE_SIGNING = "sns.prepare-signing";

/** What could not be delivered, on its way to the subscription's dead-letter queue. */
export const DEAD_LETTER = "sns.dead-letter";
