/** The first attempts of a message's deliveries to the queues of a standard topic, all at the same time. */
import type { EffectRun } from "../../../platform/effects/effect.ts";
import type { AsyncScope } from "../../../platform/scope.ts";
import { findSubscription } from "../subscription/find-subscription.ts";
import { findTopic } from "../topic/find-topic.ts";
import { addDeliveries, type Addressee } from "./add-deliveries.ts";
import { abandon, tryDelivery } from "./deliver.ts";
import type { DeliverPayload, DeliverToQueuesPayload } from "./deliver-payload.ts";
import type { Delivery } from "./notification.ts";

/** The effect handler. What has to be tried again becomes a delivery of its own, so that none waits for another. */
export async function deliverToQueues(
  { topic: key, ids, message }: DeliverToQueuesPayload,
  scope: AsyncScope,
  run: EffectRun,
): Promise<undefined> {
  const at = scope.within({ account: key.account });
  const deliveries = at.read((reading) => {
    const topic = findTopic(reading, key);
    return ids.map((id): readonly [DeliverPayload, Delivery | undefined] => {
      const subscription = { account: key.account, region: key.region, topic: key.name, id };
      const stored = topic === undefined ? undefined : findSubscription(reading, subscription);
      const isThere = topic !== undefined && stored !== undefined;
      return [{ subscription, message }, isThere ? { topic, subscription: stored, message } : undefined];
    });
  });
  const outcomes = await Promise.all(
    deliveries.map(([payload, delivery]) => firstAttempt(at, payload, { delivery, run })),
  );
  const again = outcomes.filter((each) => each !== undefined);
  if (again.length > 0) await at.write((writing) => addDeliveries(writing, message, again));
}

/** @returns the delivery that is to be tried again, if it is */
async function firstAttempt(
  at: AsyncScope,
  payload: DeliverPayload,
  { delivery, run }: { readonly delivery: Delivery | undefined; readonly run: EffectRun },
): Promise<Addressee | undefined> {
  if (delivery === undefined) return abandon(at, payload);
  const addressee = { ...payload.subscription, protocol: delivery.subscription.protocol, earlierAttempts: run.attempt };
  try {
    const retry = await tryDelivery(at, payload, { delivery, run });
    return retry === undefined ? undefined : { ...addressee, dueAt: retry.retryAt };
  } catch (error) {
    // A fault or a bug must not undo what the others have got: as an effect of its own it is tried again by itself.
    at.log.error("a delivery failed and will be tried again", { subscription: payload.subscription, error });
    return addressee;
  }
}
