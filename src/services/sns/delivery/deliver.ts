/** Bringing one message to one subscription: attempts, retries, and where it goes when they have been in vain. */
import { SECOND_MILLISECONDS } from "../../../kernel/durations.ts";
import type { EffectRetry, EffectRun } from "../../../platform/effects/effect.ts";
import type { Story } from "../../../platform/lineage/lineage.ts";
import type { AsyncScope, ReadScope, WriteScope } from "../../../platform/scope.ts";
import { messages, messageUses } from "../keyspaces.ts";
import { HTTP_POLICY_SECONDS_MAX } from "../limits.ts";
import { type PublishedMessage, messageFor } from "../message/published-message.ts";
import { emit, meterDelivery } from "../metrics.ts";
import { findSubscription } from "../subscription/find-subscription.ts";
import { type SubscriptionKey, subscriptionArn, topicKeyOf } from "../subscription/subscription.ts";
import { findTopic } from "../topic/find-topic.ts";
import { topicArn } from "../topic/topic.ts";
import type { AttemptOutcome } from "./attempt.ts";
import { DEAD_LETTER, type DeliverPayload } from "./deliver-payload.ts";
import { effectivePolicy } from "./delivery-policy.ts";
import { lambdaEvent, notificationEnvelope } from "./envelope.ts";
import { type Delivery, notificationOf } from "./notification.ts";
import { httpRetryDelaySeconds, serviceRetryDelaySeconds } from "./retry-schedule.ts";
import { sendToFunction } from "./to-function.ts";
import { postToEndpoint } from "./to-http.ts";
import { queueIds, sendToQueue } from "./to-queue.ts";

/** The effect handler of a delivery. */
export async function deliver(
  payload: DeliverPayload,
  scope: AsyncScope,
  run: EffectRun,
): Promise<EffectRetry | undefined> {
  // Whoever published, it is the topic that delivers.
  const at = scope.within({ account: payload.subscription.account });
  const delivery = at.read((reading) => deliveryOf(reading, payload));
  return delivery === undefined ? abandon(at, payload) : tryDelivery(at, payload, { delivery, run });
}

/** One attempt of a delivery, and what follows from how it ended. */
export async function tryDelivery(
  at: AsyncScope,
  payload: DeliverPayload,
  { delivery, run: { attempt: attempts, addedAt } }: { readonly delivery: Delivery; readonly run: EffectRun },
): Promise<EffectRetry | undefined> {
  const run = { attempt: attempts + (payload.earlierAttempts ?? 0), addedAt };
  const outcome = await attempt(at, delivery);
  const { message, subscription, topic } = delivery;
  meterDelivery(at, topic, { protocol: subscription.protocol, sizeBytes: message.sizeBytes });
  if (outcome.kind === "delivered") {
    emit(at, topic, { NumberOfNotificationsDelivered: 1, NumberOfNotificationsFailed: 0 });
    at.record({ ...storyOf(delivery), outcome: "ok" });
    await release(at, payload);
    return undefined;
  }
  const isHttp = subscription.protocol === "http" || subscription.protocol === "https";
  const retryAt = outcome.kind === "unavailable" ? nextAttemptAt(delivery, run, at.clock.now()) : undefined;
  // An HTTP endpoint counts each attempt that failed, the other ones each message.
  if (isHttp || retryAt === undefined) emit(at, topic, { NumberOfNotificationsFailed: 1 });
  if (retryAt === undefined) return giveUp(at, payload, { delivery, reason: outcome.reason });
  at.record({ ...storyOf(delivery), outcome: "retried", reason: outcome.reason });
  return { retryAt };
}

/** What a delivery needs; undefined when its subscription, or a message that was stored apart, is gone. */
export function deliveryOf(at: ReadScope, payload: DeliverPayload): Delivery | undefined {
  const subscription = findSubscription(at, payload.subscription);
  if (subscription === undefined) return undefined;
  const topic = findTopic(at, topicKeyOf(subscription));
  const message = typeof payload.message === "string" ? messages.get(at.tx, [payload.message]) : payload.message;
  return topic === undefined || message === undefined ? undefined : { topic, subscription, message };
}

/** The story of a delivery, without its outcome. */
export function storyOf({ subscription, message }: Delivery): Omit<Story, "outcome"> {
  const resource = subscriptionArn(subscription);
  return { kind: "sns.delivery", resource, parent: message.cause, subject: message.messageId };
}

/** Lets go of a message that was stored once for several deliveries; the last one removes it. */
export async function release(at: AsyncScope, payload: DeliverPayload): Promise<void> {
  const { message, subscription } = payload;
  if (typeof message === "string") await at.write((scope) => dropUse(scope, message, subscription));
}

function dropUse(at: WriteScope, messageId: string, subscription: SubscriptionKey): void {
  messageUses.delete(at.tx, [messageId, subscriptionArn(subscription)]);
  if (messageUses.first(at.tx, [messageId]) === undefined) messages.delete(at.tx, [messageId]);
}

/** Says that what a delivery is about is gone. */
export async function abandon(at: AsyncScope, payload: DeliverPayload): Promise<undefined> {
  const { message } = payload;
  at.record({
    kind: "sns.delivery",
    resource: subscriptionArn(payload.subscription),
    outcome: "failed",
    reason: "The subscription or its topic was deleted before the message was delivered.",
    ...(typeof message === "string" ? { subject: message } : { subject: message.messageId, parent: message.cause }),
  });
  await release(at, payload);
}

async function attempt(at: AsyncScope, delivery: Delivery): Promise<AttemptOutcome> {
  const { topic, subscription, message } = delivery;
  const { protocol, endpoint } = subscription;
  const arn = topicArn(topic);
  switch (protocol) {
    case "sqs": {
      const content = await queueContent(at, delivery);
      const ids = queueIds(endpoint, arn, message);
      return sendToQueue(at, { queueArn: endpoint, topicArn: arn, ...content, ...ids, cause: message.cause });
    }
    case "lambda": {
      const document = lambdaEvent(await notificationOf(at, delivery), subscriptionArn(subscription));
      return sendToFunction(at, { functionArn: endpoint, topicArn: arn, document, cause: message.cause });
    }
    case "http":
    case "https": {
      const { body } = await queueContent(at, delivery);
      return postToEndpoint(at, {
        url: endpoint,
        type: "Notification",
        messageId: message.messageId,
        topicArn: arn,
        subscriptionArn: subscriptionArn(subscription),
        raw: subscription.settings.rawMessageDelivery,
        contentType: effectiveOf(delivery).requestPolicy.headerContentType,
        body,
      });
    }
  }
}

/** What a queue is sent: the envelope, or the message with its attributes when the subscription wants it raw. */
export async function queueContent(
  at: AsyncScope,
  delivery: Delivery,
): Promise<{ readonly body: string; readonly attributes: PublishedMessage["attributes"] }> {
  const { subscription, message } = delivery;
  if (subscription.settings.rawMessageDelivery) {
    return { body: messageFor(message, subscription.protocol), attributes: message.attributes };
  }
  return { body: notificationEnvelope(await notificationOf(at, delivery)), attributes: [] };
}

function nextAttemptAt(delivery: Delivery, run: EffectRun, now: number): number | undefined {
  const { protocol } = delivery.subscription;
  if (protocol === "sqs" || protocol === "lambda") return after(now, serviceRetryDelaySeconds(run.attempt));
  const retryAt = after(now, httpRetryDelaySeconds(effectiveOf(delivery).healthyRetryPolicy, run.attempt));
  const end = run.addedAt + HTTP_POLICY_SECONDS_MAX * SECOND_MILLISECONDS;
  return retryAt === undefined || retryAt > end ? undefined : retryAt;
}

function after(now: number, seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : now + Math.round(seconds * SECOND_MILLISECONDS);
}

function effectiveOf({ topic, subscription }: Delivery) {
  return effectivePolicy(topic.settings.deliveryPolicy, subscription.settings.deliveryPolicy);
}

/** Hands the message to the subscription's dead-letter queue, as an effect of its own, or drops it. */
async function giveUp(
  at: AsyncScope,
  payload: DeliverPayload,
  { delivery, reason }: { readonly delivery: Delivery; readonly reason: string },
): Promise<undefined> {
  const { subscription, message } = delivery;
  if (subscription.settings.deadLetterTargetArn === undefined) {
    at.record({ ...storyOf(delivery), outcome: "failed", reason });
    await release(at, payload);
    return;
  }
  const line = delivery.topic.fifo ? `group:${message.groupId ?? ""}` : message.messageId;
  const source = `${DEAD_LETTER}:${subscriptionArn(subscription)}:${line}`;
  await at.write((scope) => {
    scope.record({ ...storyOf(delivery), outcome: "dead-lettered", reason });
    scope.effect({ kind: DEAD_LETTER, source, payload });
  });
}
