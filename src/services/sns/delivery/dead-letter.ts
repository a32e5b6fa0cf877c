/**
 * Bringing what could not be delivered to the subscription's dead-letter queue.
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html
 */
import type { EffectRetry, EffectRun } from "../../../platform/effects/effect.ts";
import type { AsyncScope } from "../../../platform/scope.ts";
import { emit } from "../metrics.ts";
import { topicArn } from "../topic/topic.ts";
import { deliveryOf, queueContent, release, storyOf } from "./deliver.ts";
import type { DeliverPayload } from "./deliver-payload.ts";
import { serviceRetryAt } from "./retry-schedule.ts";
import { queueIds, queueOf, sendToQueue } from "./to-queue.ts";

/** The effect handler: the queue gets what the endpoint would have got; for a function that is the envelope. */
export async function deadLetter(
  payload: DeliverPayload,
  scope: AsyncScope,
  run: EffectRun,
): Promise<EffectRetry | undefined> {
  const at = scope.within({ account: payload.subscription.account });
  const delivery = at.read((reading) => deliveryOf(reading, payload));
  const queueArn = delivery?.subscription.settings.deadLetterTargetArn;
  // The subscription was deleted, or its redrive policy removed, in the meantime.
  if (delivery === undefined || queueArn === undefined) {
    await release(at, payload);
    return undefined;
  }
  const { topic, message } = delivery;
  const arn = topicArn(topic);
  const content = await queueContent(at, delivery);
  const ids = queueIds(queueArn, arn, message);
  const { traceHeader, cause } = message;
  const outcome = await sendToQueue(at, {
    queue: queueOf(queueArn),
    topicArn: arn,
    ...content,
    ...ids,
    traceHeader,
    cause,
  });
  const story = { ...storyOf(delivery), kind: "sns.redrive" };
  if (outcome.kind === "delivered") {
    emit(at, topic, { NumberOfNotificationsRedrivenToDlq: 1, NumberOfNotificationsFailedToRedriveToDlq: 0 });
    at.record({ ...story, outcome: "ok" });
    await release(at, payload);
    return undefined;
  }
  const retryAt =
    outcome.kind === "unavailable" ? serviceRetryAt({ attempt: run.attempt, now: at.clock.now() }) : undefined;
  if (retryAt !== undefined) {
    at.record({ ...story, outcome: "retried", reason: outcome.reason });
    return { retryAt };
  }
  emit(at, topic, { NumberOfNotificationsFailedToRedriveToDlq: 1 });
  at.record({ ...story, outcome: "failed", reason: `${queueArn} did not take the message. ${outcome.reason}` });
  await release(at, payload);
  return undefined;
}
