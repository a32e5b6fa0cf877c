/** The durable effects of a message's deliveries, written with the change that asks for them. */
import type { WriteScope } from "../../../platform/scope.ts";
import { messages, messageUses } from "../keyspaces.ts";
import { INLINE_MESSAGE_BYTES, INLINE_SINGLE_MESSAGE_BYTES, QUEUES_PER_EFFECT } from "../limits.ts";
import type { PublishedMessage } from "../message/published-message.ts";
import { type StoredSubscription, subscriptionArn, type SubscriptionKey } from "../subscription/subscription.ts";
import type { TopicKey } from "../topic/topic.ts";
import {
  DELIVER,
  DELIVER_TO_QUEUES,
  type DeliverPayload,
  deliverySource,
  type DeliverToQueuesPayload,
} from "./deliver-payload.ts";
import type { Departure } from "./departure.ts";

/** A subscription that is to get a message, and what is known of attempts that have been made. */
export interface Addressee extends SubscriptionKey, Pick<StoredSubscription, "protocol">, Departure {
  readonly earlierAttempts?: number;
}

/** One effect for each delivery. A message that is large, and more so for several of them, is stored once. */
export function addDeliveries(at: WriteScope, message: PublishedMessage, addressees: readonly Addressee[]): void {
  const inlineBytes = addressees.length > 1 ? INLINE_MESSAGE_BYTES : INLINE_SINGLE_MESSAGE_BYTES;
  const isStored = addressees.length > 0 && message.sizeBytes > inlineBytes;
  if (isStored) messages.put(at.tx, [message.messageId], message);
  for (const { account, region, topic, id, protocol, earlierAttempts, lane, dueAt } of addressees) {
    const subscription: SubscriptionKey = { account, region, topic, id };
    const payload: DeliverPayload = {
      subscription,
      message: isStored ? message.messageId : message,
      ...(earlierAttempts === undefined ? {} : { earlierAttempts }),
    };
    if (isStored) messageUses.put(at.tx, [message.messageId, subscriptionArn(subscription)], null);
    const source = deliverySource(DELIVER, subscription, message);
    // A queue is of this cloud: what goes to it need not wait for the publish to be on disk, since it comes there later.
    const isInside = protocol === "sqs";
    const when = { ...(lane === undefined ? {} : { lane }), ...(dueAt === undefined ? {} : { dueAt }) };
    at.effect({ kind: DELIVER, source, payload, isInside, ...when });
  }
}

/** One effect for many queues of a standard topic, so that the message is written once for all of them. */
export function addQueueDeliveries(
  at: WriteScope,
  { account, region, name }: TopicKey,
  {
    message,
    subscriptions,
  }: { readonly message: PublishedMessage; readonly subscriptions: readonly SubscriptionKey[] },
): void {
  for (let first = 0; first < subscriptions.length; first += QUEUES_PER_EFFECT) {
    const ids = subscriptions.slice(first, first + QUEUES_PER_EFFECT).map(({ id }) => id);
    const payload: DeliverToQueuesPayload = { topic: { account, region, name }, ids, message };
    const source = `${DELIVER_TO_QUEUES}:${message.messageId}:${first}`;
    at.effect({ kind: DELIVER_TO_QUEUES, source, payload, isInside: true });
  }
}
