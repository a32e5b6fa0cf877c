/** The durable effect of one delivery: what a publish asks for and the deliverer runs. */
import type { PublishedMessage } from "../message/published-message.ts";
import { subscriptionArn, type SubscriptionKey } from "../subscription/subscription.ts";
import type { TopicKey } from "../topic/topic.ts";

export const DELIVER = "sns.deliver";

export interface DeliverPayload {
  readonly subscription: SubscriptionKey;
  /** The message itself, or the id of one that is stored once for several deliveries. */
  readonly message: PublishedMessage | string;
  /** The replay that delivers the message, which then is given by its id. */
  readonly replay?: string | undefined;
  /** Attempts that came before this effect. */
  readonly earlierAttempts?: number | undefined;
}

/** Deliveries of one source wait for each other: a FIFO topic keeps the order within a group of each subscription. */
export function deliverySource(kind: string, subscription: SubscriptionKey, message: PublishedMessage): string {
  const isFifo = subscription.topic.endsWith(".fifo");
  return `${kind}:${subscriptionArn(subscription)}:${isFifo ? `group:${message.groupId ?? ""}` : message.messageId}`;
}

/** The first attempts of one message's deliveries to queues: they are this cloud's own, and make no delivery wait. */
export const DELIVER_TO_QUEUES = "sns.deliver-to-queues";

export interface DeliverToQueuesPayload {
  readonly topic: TopicKey;
  /** Of the subscriptions. */
  readonly ids: readonly string[];
  readonly message: PublishedMessage;
}

/** The making of the signing key, once a subscription is there that needs it: the first delivery need not wait for it. */
export const PREPARE_SIGNING = "sns.prepare-signing";

/** What could not be delivered, on its way to the subscription's dead-letter queue. */
export const DEAD_LETTER = "sns.dead-letter";
