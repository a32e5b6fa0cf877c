/** Publishing one message: it and its deliveries are written together, so that what is acknowledged is delivered. */
import { uuid } from "../../../kernel/random.ts";
import type { WriteScope } from "../../../platform/scope.ts";
import { addDeliveries, addQueueDeliveries } from "../delivery/add-deliveries.ts";
import { filterVerdict } from "../filter/filter-verdict.ts";
import { filteredOut } from "../metrics.ts";
import { subscriptionsOf } from "../subscription/find-subscription.ts";
import { type StoredSubscription, subscriptionArn } from "../subscription/subscription.ts";
import { type StoredTopic, topicArn } from "../topic/topic.ts";
import type { CheckedMessage } from "./check-message.ts";
import { earlierPublication, nextSequenceNumber, rememberPublication } from "./deduplicate.ts";
import type { PublishedMessage } from "./published-message.ts";

/** What a publication is known by. */
export interface Publication {
  readonly MessageId: string;
  readonly SequenceNumber?: string;
}

/** Publishes a checked message to `topic`. */
export function publish(at: WriteScope, topic: StoredTopic, checked: CheckedMessage): Publication {
  const arn = topicArn(topic);
  if (!topic.fifo) {
    const messageId = uuid(at.random);
    const cause = at.record({ kind: "sns.published", resource: arn, outcome: "ok", subject: messageId });
    fanOut(at, topic, { ...checked, messageId, publishedAt: at.now, cause });
    return { MessageId: messageId };
  }
  const earlier = earlierPublication(at, topic, checked);
  if (earlier !== undefined) {
    const reason = `A message with the deduplication id ${checked.deduplicationId ?? ""} was published less than five minutes ago.`;
    at.record({ kind: "sns.published", resource: arn, outcome: "deduplicated", reason, subject: earlier.messageId });
    return { MessageId: earlier.messageId, SequenceNumber: earlier.sequenceNumber };
  }
  const messageId = uuid(at.random);
  const sequenceNumber = nextSequenceNumber(at, topic);
  rememberPublication(at, topic, { message: checked, messageId, sequenceNumber });
  const cause = at.record({ kind: "sns.published", resource: arn, outcome: "ok", subject: messageId });
  fanOut(at, topic, { ...checked, messageId, sequenceNumber, publishedAt: at.now, cause });
  return { MessageId: messageId, SequenceNumber: sequenceNumber };
}

/** Sets one delivery in motion for each subscription that wants the message, and says why the others do not get it. */
function fanOut(at: WriteScope, topic: StoredTopic, message: PublishedMessage): void {
  const wanted: StoredSubscription[] = [];
  for (const subscription of subscriptionsOf(at, topic)) {
    if (!subscription.confirmed) continue;
    const verdict = filterVerdict(at, subscription, message);
    if (verdict === undefined) {
      wanted.push(subscription);
      continue;
    }
    at.record({
      kind: "sns.delivery",
      resource: subscriptionArn(subscription),
      outcome: "filtered-out",
      reason: verdict.reason,
      parent: message.cause,
      subject: message.messageId,
    });
    filteredOut(at, topic, verdict);
  }
  if (topic.fifo) {
    // The order within a group is that of each subscription's own line.
    addDeliveries(at, message, wanted);
    return;
  }
  const isQueue = ({ protocol }: StoredSubscription): boolean => protocol === "sqs";
  addQueueDeliveries(at, topic, { message, subscriptions: wanted.filter(isQueue) });
  addDeliveries(
    at,
    message,
    wanted.filter((each) => !isQueue(each)),
  );
}
