/** Bringing one message to one subscription: attempts, retries, and where it goes when they have been in vain. */
import type { EffectRetry, EffectRun } from "../../../platform/effects/effect.ts";
import type { SharedStory, Story } from "../../../platform/lineage/lineage.ts";
import type { AsyncScope, ReadScope, WriteScope } from "../../../platform/scope.ts";
import { messages, messageUses, replayedMessages } from "../keyspaces.ts";
import { type PublishedMessage, messageFor } from "../message/published-message.ts";
import { emit, emitEach, meterDelivery } from "../metrics.ts";
import { dropReplayed } from "../replay/replay-batch.ts";
import { findSubscription } from "../subscription/find-subscription.ts";
import { type Protocol, type SubscriptionKey, subscriptionArn, topicKeyOf } from "../subscription/subscription.ts";
import { findTopic } from "../topic/find-topic.ts";
import { type StoredTopic, topicArn } from "../topic/topic.ts";
import type { AttemptOutcome } from "./attempt.ts";
import { DEAD_LETTER, type DeliverPayload } from "./deliver-payload.ts";
import { effectivePolicy } from "./delivery-policy.ts";
import { isHttp, nextPlace } from "./departure.ts";
import { lambdaEvent } from "./envelope.ts";
import { type Delivery, envelopeOf, notificationOf } from "./notification.ts";
import { httpRetryAt, serviceRetryAt } from "./retry-schedule.ts";
import { type EndedAttempt, tellStatus } from "./status-record.ts";
import { sendToDevice } from "./to-device.ts";
import { sendToFunction } from "./to-function.ts";
import { postToEndpoint } from "./to-http.ts";
import { mailNotification } from "./to-mailbox.ts";
import { sendToPhone } from "./to-phone.ts";
import { queueIds, queueOf, sendToQueue } from "./to-queue.ts";

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
async function tryDelivery(
  at: AsyncScope,
  payload: DeliverPayload,
  { delivery, run }: { readonly delivery: Delivery; readonly run: EffectRun },
): Promise<EffectRetry | undefined> {
  const startedAt = at.clock.now();
  const outcome = await attempt(at, delivery);
  if (outcome.kind !== "delivered") return afterFailure(at, payload, { delivery, run, outcome, startedAt });
  countDelivered(at, arrivedOf(delivery), 1);
  if (payload.replay !== undefined) emit(at, delivery.topic, { NumberOfReplayedNotificationsDelivered: 1 });
  at.recordEach(arrivalsOf(delivery.message, [subscriptionArn(delivery.subscription)]));
  tellStatus(at, delivery, { outcome, startedAt, attempt: attemptsOf(payload, run) });
  await release(at, payload);
  return undefined;
}

/** Counts deliveries of one message by one protocol that have arrived. */
export function countDelivered(at: AsyncScope, arrived: Arrived, samples: number): void {
  meterAttempts(at, arrived, samples);
  emitEach(at, arrived.topic, { counts: DELIVERED_COUNTS, samples });
}

/** What counts of a delivery. */
interface Arrived {
  readonly topic: StoredTopic;
  readonly protocol: Protocol;
  readonly sizeBytes: number;
}

const DELIVERED_COUNTS = { NumberOfNotificationsDelivered: 1, NumberOfNotificationsFailed: 0 } as const;

/** An attempt that failed. */
interface FailedAttempt extends Omit<EndedAttempt, "attempt"> {
  readonly delivery: Delivery;
  readonly run: EffectRun;
  readonly outcome: Exclude<AttemptOutcome, { readonly kind: "delivered" }>;
}

/** What follows from an attempt that failed: another one, at the time that is returned, or none. */
export async function afterFailure(
  at: AsyncScope,
  payload: DeliverPayload,
  { delivery, run, outcome, startedAt }: FailedAttempt,
): Promise<EffectRetry | undefined> {
  const { subscription, topic } = delivery;
  const attempts = attemptsOf(payload, run);
  meterAttempts(at, arrivedOf(delivery), 1);
  const counted = { attempt: attempts, addedAt: run.addedAt };
  const retryAt =
    outcome.kind === "unavailable" ? await nextAttemptAt(at, payload, { delivery, run: counted }) : undefined;
  // An HTTP endpoint counts each attempt that failed, the other ones each message.
  if (isHttp(subscription.protocol) || retryAt === undefined) {
    emit(at, topic, { NumberOfNotificationsFailed: 1 });
    tellStatus(at, delivery, { outcome, startedAt, attempt: attempts });
  }
  if (retryAt === undefined) {
    if (payload.replay !== undefined) emit(at, topic, { NumberOfReplayedNotificationsFailed: 1 });
    return giveUp(at, payload, { delivery, reason: outcome.reason });
  }
  at.record({ ...storyOf(delivery), outcome: "retried", reason: outcome.reason });
  return { retryAt };
}

function attemptsOf({ earlierAttempts = 0 }: DeliverPayload, run: EffectRun): number {
  return run.attempt + earlierAttempts;
}

/** Text messages are metered by their parts and push notifications by their platform, where they are sent. */
function meterAttempts(at: AsyncScope, { topic, protocol, sizeBytes }: Arrived, attempts: number): void {
  if (protocol !== "sms" && protocol !== "application") meterDelivery(at, topic, { protocol, sizeBytes, attempts });
}

function arrivedOf({ topic, subscription, message }: Delivery): Arrived {
  return { topic, protocol: subscription.protocol, sizeBytes: message.sizeBytes };
}

/** What a delivery needs; undefined when its subscription, or a message that was stored apart, is gone. */
export function deliveryOf(at: ReadScope, payload: DeliverPayload): Delivery | undefined {
  const subscription = findSubscription(at, payload.subscription);
  if (subscription === undefined) return undefined;
  const topic = findTopic(at, topicKeyOf(subscription));
  const message = messageOf(at, payload);
  return topic === undefined || message === undefined ? undefined : { topic, subscription, message };
}

function messageOf(at: ReadScope, { message, replay }: DeliverPayload): PublishedMessage | undefined {
  if (typeof message !== "string") return message;
  return replay === undefined ? messages.get(at.tx, [message]) : replayedMessages.get(at.tx, [replay, message]);
}

/** The story of a delivery, without its outcome. */
export function storyOf({ subscription, message }: Delivery): Omit<Story, "outcome"> {
  const resource = subscriptionArn(subscription);
  return { kind: "sns.delivery", resource, parent: message.cause, subject: message.messageId };
}

/** The stories of deliveries to `subscriptions` that have arrived. */
export function arrivalsOf({ cause, messageId }: PublishedMessage, subscriptions: readonly string[]): SharedStory {
  return {
    kind: "sns.delivery",
    resources: { all: subscriptions },
    outcome: "ok",
    parent: cause,
    subject: messageId,
  };
}

/** Lets go of a message that is stored apart from its delivery: for several of them, or for a replay. */
export async function release(at: AsyncScope, payload: DeliverPayload): Promise<void> {
  const { message, subscription, replay } = payload;
  if (typeof message !== "string") return;
  await at.write((scope) => {
    if (replay === undefined) dropUse(scope, message, subscription);
    else dropReplayed(scope, { subscription, replay }, message);
  });
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
      const { traceHeader, cause } = message;
      return sendToQueue(at, { queue: queueOf(endpoint), topicArn: arn, ...content, ...ids, traceHeader, cause });
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
    case "email":
    case "email-json":
      return mailNotification(at, delivery);
    case "sms":
      return sendToPhone(at, delivery);
    case "application":
      return sendToDevice(at, delivery);
  }
}

/** What a queue is sent: the envelope, or the message with its attributes when the subscription wants it raw. */
export async function queueContent(at: AsyncScope, delivery: Delivery): Promise<QueueContent> {
  const { subscription, message } = delivery;
  return subscription.settings.rawMessageDelivery
    ? rawContent(message, subscription.protocol)
    : { body: await envelopeOf(at, delivery), attributes: [] };
}

export interface QueueContent {
  readonly body: string;
  readonly attributes: PublishedMessage["attributes"];
}

export function rawContent(message: PublishedMessage, protocol: Protocol): QueueContent {
  return { body: messageFor(message, protocol), attributes: message.attributes };
}

async function nextAttemptAt(
  at: AsyncScope,
  payload: DeliverPayload,
  { delivery, run }: { readonly delivery: Delivery; readonly run: EffectRun },
): Promise<number | undefined> {
  const failed = { attempt: run.attempt, now: at.clock.now() };
  if (!isHttp(delivery.subscription.protocol)) return serviceRetryAt(failed);
  const { healthyRetryPolicy, throttlePolicy } = effectiveOf(delivery);
  const retryAt = httpRetryAt(healthyRetryPolicy, failed);
  if (retryAt === undefined || throttlePolicy === undefined) return retryAt;
  const place = await at.write((scope) => {
    // Whoever unsubscribed meanwhile leaves nothing behind.
    const current = deliveryOf(scope, payload);
    return current === undefined ? undefined : nextPlace(scope, current.topic, current.subscription);
  });
  return Math.max(retryAt, place ?? 0);
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
