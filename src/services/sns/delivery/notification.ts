/** What a subscription is told of a message: the notification, signed where AWS signs. */
import type { AsyncScope } from "../../../platform/scope.ts";
import { type PublishedMessage, messageFor } from "../message/published-message.ts";
import { contentKey } from "../subscription/content-key.ts";
import { type StoredSubscription, subscriptionArn } from "../subscription/subscription.ts";
import { type StoredTopic, topicArn } from "../topic/topic.ts";
import { actionUrl } from "./action-url.ts";
import { type Notification, notificationText } from "./envelope.ts";
import { signed } from "./signature.ts";

/** A message on its way to one subscription. */
export interface Delivery {
  readonly topic: StoredTopic;
  readonly subscription: StoredSubscription;
  readonly message: PublishedMessage;
}

/** The notification of a delivery. */
export async function notificationOf(at: AsyncScope, delivery: Delivery): Promise<Notification> {
  const { topic, subscription, message } = delivery;
  const unsigned = {
    messageId: message.messageId,
    topicArn: topicArn(topic),
    subject: message.subject,
    message: messageFor(message, contentKey(subscription)),
    attributes: message.attributes,
    timestamp: new Date(message.publishedAt).toISOString(),
    sequenceNumber: message.sequenceNumber,
    replayed: message.replayed,
  };
  const SubscriptionArn = subscriptionArn(subscription);
  const unsubscribeUrl = actionUrl(at.endpoint, "Unsubscribe", { SubscriptionArn });
  // Recorded: FIFO topics send no signature.
  const signature = topic.fifo
    ? undefined
    : await signed(at, notificationText(unsigned), topic.settings.signatureVersion ?? "1");
  return { ...unsigned, unsubscribeUrl, signed: signature };
}
