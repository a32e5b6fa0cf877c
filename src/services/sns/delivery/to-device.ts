/** Deliveries to apps on devices: push notifications, captured in the outbox. */
import type { AsyncScope } from "../../../platform/scope.ts";
import { messageFor } from "../message/published-message.ts";
import { emitUnder } from "../metrics.ts";
import { endpointKey, findEndpoint } from "../push/find-platform.ts";
import { pushDimensions, sendPush } from "../push/send-push.ts";
import { contentKey } from "../subscription/content-key.ts";
import { subscriptionArn } from "../subscription/subscription.ts";
import { topicArn } from "../topic/topic.ts";
import type { AttemptOutcome } from "./attempt.ts";
import type { Delivery } from "./notification.ts";

/** Pushes a message to the platform endpoint of its subscription. */
export async function sendToDevice(at: AsyncScope, delivery: Delivery): Promise<AttemptOutcome> {
  const { topic, subscription, message } = delivery;
  const key = endpointKey(subscription.endpoint, subscription.region);
  return at.write((scope) => {
    const outcome = sendPush(scope, {
      endpoint: findEndpoint(scope, key),
      body: messageFor(message, contentKey(subscription)),
      attributes: message.attributes,
      messageId: message.messageId,
      topicArn: topicArn(topic),
      subscriptionArn: subscriptionArn(subscription),
      cause: message.cause,
    });
    const isDelivered = outcome.kind === "delivered";
    for (const dimensions of pushDimensions(key)) {
      if (isDelivered) emitUnder(scope, dimensions, { NumberOfNotificationsDelivered: 1 });
      emitUnder(scope, dimensions, { NumberOfNotificationsFailed: isDelivered ? 0 : 1 });
    }
    return outcome;
  });
}
