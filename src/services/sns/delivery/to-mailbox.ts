/** Deliveries to mailboxes: captured in the outbox. @see https://docs.aws.amazon.com/sns/latest/dg/sns-email-notifications.html */
import type { AsyncScope } from "../../../platform/scope.ts";
import { confirmationEnvelopeMail, confirmationMail, envelopeMail, type Mail, notificationMail } from "../mail/mail.ts";
import { messageFor } from "../message/published-message.ts";
import { capture } from "../outbox/capture.ts";
import type { CapturedSend } from "../outbox/captured-send.ts";
import { subscriptionArn, topicKeyOf } from "../subscription/subscription.ts";
import { topicArn } from "../topic/topic.ts";
import { actionUrl } from "./action-url.ts";
import { type AttemptOutcome, DELIVERED } from "./attempt.ts";
import type { ConfirmPayload } from "./confirm-payload.ts";
import type { Confirmation } from "./envelope.ts";
import { type Delivery, envelopeOf } from "./notification.ts";

/** Sends a message to the mailbox of its subscription. */
export async function mailNotification(at: AsyncScope, delivery: Delivery): Promise<AttemptOutcome> {
  const { subscription, message } = delivery;
  const mail = await mailOf(at, delivery);
  return post(at, mail, {
    kind: "notification",
    protocol: mailProtocol(subscription.protocol),
    to: subscription.endpoint,
    messageId: message.messageId,
    topicArn: topicArn(topicKeyOf(subscription)),
    subscriptionArn: subscriptionArn(subscription),
    cause: message.cause,
  });
}

/** Asks a mailbox to confirm, or tells it that its link has unsubscribed it. */
export async function mailConfirmation(
  at: AsyncScope,
  { subscription, type }: ConfirmPayload,
  { confirmation, envelope }: { readonly confirmation: Confirmation; readonly envelope: string },
): Promise<AttemptOutcome> {
  const arn = subscriptionArn(subscription);
  const mail =
    subscription.protocol === "email"
      ? confirmationMail(confirmation, arn)
      : confirmationEnvelopeMail(confirmation.type, envelope);
  return post(at, mail, {
    kind: type === "SubscriptionConfirmation" ? "subscription-confirmation" : "unsubscribe-confirmation",
    protocol: mailProtocol(subscription.protocol),
    to: subscription.endpoint,
    messageId: confirmation.messageId,
    topicArn: confirmation.topicArn,
    subscriptionArn: arn,
    cause: at.cause,
  });
}

async function mailOf(at: AsyncScope, delivery: Delivery): Promise<Mail> {
  const { topic, subscription, message } = delivery;
  const { displayName } = topic.settings;
  const { subject } = message;
  if (subscription.protocol === "email-json") {
    return envelopeMail({ displayName, subject }, await envelopeOf(at, delivery));
  }
  const SubscriptionArn = subscriptionArn(subscription);
  const unsubscribeUrl = actionUrl(at.endpoint, "Unsubscribe", { SubscriptionArn });
  return notificationMail({ displayName, subject, message: messageFor(message, "email"), unsubscribeUrl });
}

async function post(
  at: AsyncScope,
  mail: Mail,
  addressed: Pick<CapturedSend, "kind" | "protocol" | "to" | "messageId" | "topicArn" | "subscriptionArn" | "cause">,
): Promise<AttemptOutcome> {
  await at.write((scope) => capture(scope, { ...addressed, ...mail, details: {} }));
  return DELIVERED;
}

function mailProtocol(protocol: string): "email" | "email-json" {
  return protocol === "email-json" ? "email-json" : "email";
}
