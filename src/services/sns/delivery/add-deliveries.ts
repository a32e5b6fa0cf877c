/** The durable effects of a message's deliveries, written with the change that asks for them. */
import type { WriteScope } from "../../../platform/scope.ts";
import { messages, messageUses } from "../keyspaces.ts";
import { INLINE_MESSAGE_BYTES, QUEUES_PER_EFFECT } from "../limits.ts";
import type { PublishedMessage } from "../message/published-message.ts";
import { type StoredSubscription, subscriptionArn, type SubscriptionKey } from "../subscription/subscription.ts";
import type { TopicKey } from "../topic/topic.ts";
import { DELIVER, DELIVER_TO_QUEUES, type DeliverPayload, type DeliverToQueuesPayload } from "./deliver-payload.ts";

/** A subscription that is to get a message, and what is known of attempts that have been made. */
export interface Addressee extends SubscriptionKey, Pick<StoredSubscription, "protocol"> {
  readonly earlierAttempts?: number;
  readonly dueAt?: number;
}

/** One effect for each delivery. A message that is large for several of them is stored once. */
export function addDeliveries(at: WriteScope, message: PublishedMessage, addressees: readonly Addressee[]): void {
  const isStored = addressees.length > 1 && message.sizeBytes > INLINE_MESSAGE_BYTES;
  if (isStored) messages.put(at.tx, [message.messageId], message);
  for (const { account, region, topic, id, protocol, earlierAttempts, dueAt } of addressees) {
    const subscription: SubscriptionKey = { account, region, topic, id };
    const arn = subscriptionArn(subscription);
    const payload: DeliverPayload = {
      subscription,
      message: isStored ? message.messageId : message,
      ...(earlierAttempts === undefined ? {} : { earlierAttempts }),
    };
    // A FIFO topic keeps the order within a group of each subscription; a standard delivery waits for no other.
    const line = topic.endsWith(".fifo") ? `group:${message.groupId ?? ""}` : message.messageId;
    if (isStored) messageUses.put(at.tx, [message.messageId, arn], null);
    const source = `${DELIVER}:${arn}:${line}`;
    // A queue is of this cloud: what goes to it need not wait for the publish to be on disk, since it comes there later.
    const isInside = protocol === "sqs";
    at.effect({ kind: DELIVER, source, payload, isInside, ...(dueAt === undefined ? {} : { dueAt }) });
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
