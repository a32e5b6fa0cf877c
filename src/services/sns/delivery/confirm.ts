/** The confirmation handshake. @see https://docs.aws.amazon.com/sns/latest/dg/SendMessageToHttp.confirm.html */
import type { EffectRetry, EffectRun } from "../../../platform/effects/effect.ts";
import type { AsyncScope } from "../../../platform/scope.ts";
import { subscriptionArn, topicKeyOf } from "../subscription/subscription.ts";
import { findTopic } from "../topic/find-topic.ts";
import { topicArn } from "../topic/topic.ts";
import { actionUrl } from "./action-url.ts";
import type { AttemptOutcome } from "./attempt.ts";
import type { ConfirmPayload } from "./confirm-payload.ts";
import { DEFAULT_REQUEST_POLICY, effectivePolicy } from "./delivery-policy.ts";
import { isHttp } from "./departure.ts";
import { type Confirmation, confirmationEnvelope, confirmationText, type Signed } from "./envelope.ts";
import { httpRetryAt, serviceRetryAt } from "./retry-schedule.ts";
import { signed } from "./signature.ts";
import { sendToFunction } from "./to-function.ts";
import { postToEndpoint } from "./to-http.ts";
import { mailConfirmation } from "./to-mailbox.ts";
import { queueIds, queueOf, sendToQueue } from "./to-queue.ts";

/** The effect handler. A confirmation that cannot be delivered never goes to a dead-letter queue (measured). */
export async function confirm(
  payload: ConfirmPayload,
  scope: AsyncScope,
  run: EffectRun,
): Promise<EffectRetry | undefined> {
  const { subscription } = payload;
  const at = scope.within({ account: subscription.account });
  const topic = at.read((reading) => findTopic(reading, topicKeyOf(subscription)));
  if (topic === undefined) return undefined;
  const confirmation = confirmationOf(at, payload);
  const signature = await signed(at, confirmationText(confirmation), topic.settings.signatureVersion ?? "1");
  const outcome = await attempt(at, payload, { confirmation, signature });
  const story = { kind: "sns.confirmation", resource: subscriptionArn(subscription), subject: payload.messageId };
  if (outcome.kind === "delivered") {
    at.record({ ...story, outcome: "ok" });
    return undefined;
  }
  const { healthyRetryPolicy } = effectivePolicy(topic.settings.deliveryPolicy, subscription.settings.deliveryPolicy);
  const failed = { attempt: run.attempt, now: at.clock.now() };
  const retryAt = isHttp(subscription.protocol) ? httpRetryAt(healthyRetryPolicy, failed) : serviceRetryAt(failed);
  if (outcome.kind === "refused" || retryAt === undefined) {
    at.record({ ...story, outcome: "failed", reason: outcome.reason });
    return undefined;
  }
  at.record({ ...story, outcome: "retried", reason: outcome.reason });
  return { retryAt };
}

function confirmationOf(at: AsyncScope, payload: ConfirmPayload): Confirmation {
  const { subscription, token, type } = payload;
  const arn = topicArn(topicKeyOf(subscription));
  const message =
    type === "SubscriptionConfirmation"
      ? `You have chosen to subscribe to the topic ${arn}.\n` +
        "To confirm the subscription, visit the SubscribeURL included in this message."
      : `You have chosen to deactivate subscription ${subscriptionArn(subscription)}.\n` +
        "To cancel this operation and restore the subscription, visit the SubscribeURL included in this message.";
  return {
    type,
    messageId: payload.messageId,
    token,
    topicArn: arn,
    message,
    subscribeUrl: actionUrl(at.endpoint, "ConfirmSubscription", { TopicArn: arn, Token: token }),
    timestamp: new Date(payload.at).toISOString(),
  };
}

async function attempt(
  at: AsyncScope,
  payload: ConfirmPayload,
  { confirmation, signature }: { readonly confirmation: Confirmation; readonly signature: Signed },
): Promise<AttemptOutcome> {
  const { subscription, type } = payload;
  const { protocol, endpoint } = subscription;
  const { messageId, topicArn: arn } = confirmation;
  const body = confirmationEnvelope(confirmation, signature);
  switch (protocol) {
    case "sqs": {
      const ids = queueIds(endpoint, arn, { groupId: "Subscription", deduplicationId: messageId });
      const groupId = endpoint.endsWith(".fifo") ? ids.groupId : undefined;
      return sendToQueue(at, {
        queue: queueOf(endpoint),
        topicArn: arn,
        body,
        attributes: [],
        ...ids,
        groupId,
        cause: at.cause,
      });
    }
    case "lambda":
      return sendToFunction(at, {
        functionArn: endpoint,
        topicArn: arn,
        document: confirmationEvent(confirmation, signature),
        cause: at.cause,
      });
    case "http":
    case "https":
      return postToEndpoint(at, {
        url: endpoint,
        type,
        messageId,
        topicArn: arn,
        subscriptionArn: type === "SubscriptionConfirmation" ? undefined : subscriptionArn(subscription),
        // Recorded: confirmations are text/plain whatever the policy says.
        contentType: DEFAULT_REQUEST_POLICY.headerContentType,
        body,
      });
    case "email":
    case "email-json":
      return mailConfirmation(at, payload, { confirmation, envelope: body });
    case "sms":
    case "application":
      return { kind: "refused", reason: "Neither a phone nor a device is asked to confirm." };
  }
}

/** A function of another account is asked in the form of an event (measured). */
function confirmationEvent(confirmation: Confirmation, signature: Signed): string {
  const { type, messageId, token, topicArn: arn, message, subscribeUrl, timestamp } = confirmation;
  const sns = {
    Type: type,
    MessageId: messageId,
    Token: token,
    TopicArn: arn,
    Message: message,
    SubscribeUrl: subscribeUrl,
    Timestamp: timestamp,
    SignatureVersion: "1",
    Signature: signature.signature,
    SigningCertUrl: signature.certificateUrl,
  };
  return JSON.stringify({
    Records: [{ EventSource: "aws:sns", EventVersion: "1.0", EventSubscriptionArn: null, Sns: sns }],
  });
}
