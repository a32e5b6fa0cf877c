/** Deliveries to phones: text messages, captured in the outbox. */
import type { AsyncScope } from "../../../platform/scope.ts";
import { messageFor } from "../message/published-message.ts";
import { sendSms } from "../sms/send-sms.ts";
import { subscriptionArn } from "../subscription/subscription.ts";
import { topicArn } from "../topic/topic.ts";
import type { AttemptOutcome } from "./attempt.ts";
import type { Delivery } from "./notification.ts";

/**
 * Texts a message to the phone of its subscription. The topic's display name stands before it, in capitals.
 * https://docs.aws.amazon.com/sns/latest/dg/sms_sending-overview.html
 */
export async function sendToPhone(at: AsyncScope, delivery: Delivery): Promise<AttemptOutcome> {
  const { topic, subscription, message } = delivery;
  const { displayName } = topic.settings;
  const prefix = displayName === "" ? "" : `${displayName.toUpperCase()}> `;
  return at.write((scope) =>
    sendSms(scope, {
      to: subscription.endpoint,
      body: prefix + messageFor(message, "sms"),
      attributes: message.attributes,
      messageId: message.messageId,
      topicArn: topicArn(topic),
      subscriptionArn: subscriptionArn(subscription),
      cause: message.cause,
    }),
  );
}
