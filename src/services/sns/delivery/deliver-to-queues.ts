/** The first attempts of a message's deliveries to the queues of a standard topic, all at the same time. */
import { invariant } from "../../../kernel/invariant.ts";
import type { EffectRun } from "../../../platform/effects/effect.ts";
import type { AsyncScope } from "../../../platform/scope.ts";
import type { PublishedMessage } from "../message/published-message.ts";
import { listenersOf } from "../subscription/audience.ts";
import type { Listener } from "../subscription/listener.ts";
import type { StoredSubscription } from "../subscription/subscription.ts";
import { findTopic } from "../topic/find-topic.ts";
import { type StoredTopic, topicArn } from "../topic/topic.ts";
import { addDeliveries, type Addressee } from "./add-deliveries.ts";
import type { AttemptOutcome } from "./attempt.ts";
import { abandon, afterFailure, arrivalsOf, countDelivered, type QueueContent, rawContent } from "./deliver.ts";
import type { DeliverPayload, DeliverToQueuesPayload } from "./deliver-payload.ts";
import { envelopeFor } from "./envelope.ts";
import { type Delivery, messageNotificationOf, unsubscribeUrl } from "./notification.ts";
import { tellStatus } from "./status-record.ts";
import { type QueueAttempt, queueIds, type QueueMessage, sendToQueues } from "./to-queue.ts";

/** The effect handler. What has to be tried again becomes a delivery of its own, so that none waits for another. */
export async function deliverToQueues(
  { topic: key, ids, message }: DeliverToQueuesPayload,
  scope: AsyncScope,
  run: EffectRun,
): Promise<undefined> {
  // Whoever published, it is the topic that delivers; mostly that is the same account.
  const at = scope.account === key.account ? scope : scope.within({ account: key.account });
  const [topic, found] = at.read((reading) => [findTopic(reading, key), listenersOf(reading, key, ids)] as const);
  const listeners = topic === undefined ? [] : found.filter((each) => each !== undefined);
  if (listeners.length < ids.length) await abandonGone(at, { topic: key, ids, message }, listeners);
  if (topic === undefined || listeners.length === 0) return;
  const contentOf = await contentsOf(at, { topic, message }, listeners);
  const startedAt = at.clock.now();
  const arn = topicArn(topic);
  const { traceHeader, cause } = message;
  const attempts = await sendToQueues(
    at,
    listeners.map((listener): QueueMessage => {
      const { queue, subscription } = listener;
      invariant(queue !== undefined, "only queues are delivered to together");
      const { body, attributes } = contentOf(listener);
      const { groupId, deduplicationId } = queueIds(subscription.endpoint, arn, message);
      return { queue, topicArn: arn, body, attributes, groupId, deduplicationId, traceHeader, cause };
    }),
  );
  await conclude(at, { topic, message, run, startedAt, listeners, attempts });
}

/** What the attempts of one message came to. */
interface EndedAttempts {
  readonly topic: StoredTopic;
  readonly message: PublishedMessage;
  readonly run: EffectRun;
  readonly startedAt: number;
  readonly listeners: readonly Listener[];
  /** One for each listener. */
  readonly attempts: readonly QueueAttempt[];
}

/** Tells of what has arrived, and sees to the rest. */
async function conclude(at: AsyncScope, ended: EndedAttempts): Promise<void> {
  const { topic, message, listeners, attempts } = ended;
  const arrived: string[] = [];
  const failed: Promise<Addressee | undefined>[] = [];
  for (const [index, { subscription, arn }] of listeners.entries()) {
    const outcome = attempts[index];
    invariant(outcome !== undefined, "each listener has its attempt");
    if (outcome.kind !== "delivered") {
      failed.push(nextDelivery(at, { topic, subscription, message }, { ...ended, outcome }));
      continue;
    }
    arrived.push(arn);
    if (topic.settings.feedback !== undefined) tellArrival(at, subscription, { ...ended, outcome });
  }
  if (arrived.length > 0) {
    at.recordEach(arrivalsOf(message, arrived));
    countDelivered(at, { topic, protocol: "sqs", sizeBytes: message.sizeBytes }, arrived.length);
  }
  if (failed.length === 0) return;
  const again = (await Promise.all(failed)).filter((each) => each !== undefined);
  if (again.length > 0) await at.write((writing) => addDeliveries(writing, message, again));
}

function tellArrival(
  at: AsyncScope,
  subscription: StoredSubscription,
  { topic, message, outcome, startedAt, run }: EndedAttempts & { readonly outcome: AttemptOutcome },
): void {
  tellStatus(at, { topic, subscription, message }, { outcome, startedAt, attempt: run.attempt });
}

/** @returns the delivery that is to be tried again, if it is */
async function nextDelivery(
  at: AsyncScope,
  delivery: Delivery,
  { outcome, run, startedAt }: Pick<EndedAttempts, "run" | "startedAt"> & { readonly outcome: FailedQueueAttempt },
): Promise<Addressee | undefined> {
  const { subscription, message } = delivery;
  const { account, region, topic, id, protocol } = subscription;
  const key = { account, region, topic, id };
  const addressee = { ...key, protocol, earlierAttempts: run.attempt };
  try {
    if (outcome.kind === "broken") throw outcome.error;
    const retry = await afterFailure(at, { subscription: key, message }, { delivery, run, outcome, startedAt });
    return retry === undefined ? undefined : { ...addressee, dueAt: retry.retryAt };
  } catch (error) {
    // A fault or a bug must not undo what the others have got: as an effect of its own it is tried again by itself.
    at.log.error("a delivery failed and will be tried again", { subscription: key, error });
    return addressee;
  }
}

type FailedQueueAttempt = Exclude<QueueAttempt, { readonly kind: "delivered" }>;

/** What each of the queues is sent: made once where it is the same, and signed only when one of them gets an envelope. */
async function contentsOf(
  at: AsyncScope,
  message: Pick<Delivery, "topic" | "message">,
  listeners: readonly Listener[],
): Promise<(listener: Listener) => QueueContent> {
  const raw = rawContent(message.message, "sqs");
  const isRaw = ({ subscription }: Listener): boolean => subscription.settings.rawMessageDelivery;
  if (listeners.every(isRaw)) return () => raw;
  const envelope = envelopeFor(await messageNotificationOf(at, message, "sqs"));
  return (listener) => (isRaw(listener) ? raw : { body: envelope(unsubscribeUrl(at, listener.arn)), attributes: [] });
}

/** Says of those that have gone that they have. */
async function abandonGone(
  at: AsyncScope,
  { topic, ids, message }: DeliverToQueuesPayload,
  listeners: readonly Listener[],
): Promise<void> {
  const there = new Set(listeners.map(({ subscription }) => subscription.id));
  for (const id of ids) {
    const subscription = { account: topic.account, region: topic.region, topic: topic.name, id };
    const payload: DeliverPayload = { subscription, message };
    // oxlint-disable-next-line no-await-in-loop -- a message that is not stored apart leaves nothing to wait for
    if (!there.has(id)) await abandon(at, payload);
  }
}
