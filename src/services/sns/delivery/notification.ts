/** What a subscription is told of a message: the notification, signed where AWS signs. */
import type { AsyncScope } from "../../../platform/scope.ts";
import { type PublishedMessage, messageFor } from "../message/published-message.ts";
import { contentKey } from "../subscription/content-key.ts";
import { type StoredSubscription, subscriptionArn } from "../subscription/subscription.ts";
import { type StoredTopic, topicArn } from "../topic/topic.ts";
import { actionUrl } from "./action-url.ts";
import { envelopeFor, type MessageNotification, type Notification, notificationText } from "./envelope.ts";
import { signed } from "./signature.ts";

/** A message on its way to one subscription. */
export interface Delivery {
  readonly topic: StoredTopic;
  readonly subscription: StoredSubscription;
  readonly message: PublishedMessage;
}

/** What the notifications of a message say to whoever is told its text under `content`. */
export async function messageNotificationOf(
  at: AsyncScope,
  { topic, message }: Pick<Delivery, "topic" | "message">,
  content: string,
): Promise<MessageNotification> {
  const { messageId, subject, attributes, sequenceNumber, replayed, publishedAt } = message;
  const told = {
    messageId,
    topicArn: topicArn(topic),
    subject,
    message: messageFor(message, content),
    timestamp: new Date(publishedAt).toISOString(),
  };
  // Recorded: FIFO topics send no signature.
  const isSigned = !topic.fifo;
  const version = topic.settings.signatureVersion ?? "1";
  return {
    messageId,
    topicArn: told.topicArn,
    subject,
    message: told.message,
    attributes,
    timestamp: told.timestamp,
    sequenceNumber,
    replayed,
    signed: isSigned ? await signed(at, notificationText(told), version) : undefined,
  };
}

/** The notification of a delivery. */
export async function notificationOf(at: AsyncScope, delivery: Delivery): Promise<Notification> {
  const { subscription } = delivery;
  const notification = await messageNotificationOf(at, delivery, contentKey(subscription));
  return { ...notification, unsubscribeUrl: unsubscribeUrl(at, subscriptionArn(subscription)) };
}

/** The link that ends a subscription. */
export function unsubscribeUrl({ endpoint }: AsyncScope, SubscriptionArn: string): string {
  return actionUrl(endpoint, "Unsubscribe", { SubscriptionArn });
}

/** The envelope of a delivery. */
export async function envelopeOf(at: AsyncScope, delivery: Delivery): Promise<string> {
  const { subscription } = delivery;
  const notification = await messageNotificationOf(at, delivery, contentKey(subscription));
  return envelopeFor(notification)(unsubscribeUrl(at, subscriptionArn(subscription)));
}
