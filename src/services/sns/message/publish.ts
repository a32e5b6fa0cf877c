/** Publishing one message: it and its deliveries are written together, so that what is acknowledged is delivered. */
import { uuid } from "../../../kernel/random.ts";
import { resourceCount } from "../../../platform/lineage/lineage.ts";
import { keptTraceHeader } from "../../../platform/lineage/trace-header.ts";
import type { WriteScope } from "../../../platform/scope.ts";
import { keepInArchive } from "../archive/archive.ts";
import { addDeliveries, addQueueDeliveries, type Addressee } from "../delivery/add-deliveries.ts";
import { departureOf } from "../delivery/departure.ts";
import type { FilterCounter } from "../filter/filter-verdict.ts";
import { messageView } from "../filter/message-view.ts";
import { filteredOut } from "../metrics.ts";
import { audienceOf } from "../subscription/audience.ts";
import { audition, type Refusal } from "../subscription/filter-index.ts";
import type { Listener } from "../subscription/listener.ts";
import type { StoredSubscription } from "../subscription/subscription.ts";
import { type StoredTopic, topicArn } from "../topic/topic.ts";
import type { CheckedMessage } from "./check-message.ts";
import { earlierPublication, nextSequenceNumber, rememberPublication } from "./deduplicate.ts";
import type { PublishedMessage } from "./published-message.ts";
import { recordFilteredOut } from "./record-filtered-out.ts";

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
    fanOut(at, topic, publishedMessage(at, checked, { messageId, cause, sequenceNumber: undefined }));
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
  const message = publishedMessage(at, checked, { messageId, cause, sequenceNumber });
  keepInArchive(at, topic, message);
  fanOut(at, topic, message);
  return { MessageId: messageId, SequenceNumber: sequenceNumber };
}

/** Member by member: an object that is spread and then added to takes V8 ten times as long to make. */
function publishedMessage(
  at: WriteScope,
  checked: CheckedMessage,
  ids: Pick<PublishedMessage, "messageId" | "cause" | "sequenceNumber">,
): PublishedMessage {
  const { message, protocolMessages, subject, attributes, groupId, deduplicationId, sizeBytes } = checked;
  const { messageId, cause, sequenceNumber } = ids;
  return {
    messageId,
    message,
    protocolMessages,
    subject,
    attributes,
    groupId,
    deduplicationId,
    sequenceNumber,
    // What queues get with the message: https://docs.aws.amazon.com/sns/latest/dg/sns-active-tracing.html
    traceHeader: keptTraceHeader(at.traceHeader),
    publishedAt: at.now,
    sizeBytes,
    cause,
  };
}

/** Sets one delivery in motion for each subscription that wants the message, and says why the others do not get it. */
function fanOut(at: WriteScope, topic: StoredTopic, message: PublishedMessage): void {
  const { active, paused } = audienceOf(at, topic);
  for (const listener of paused) recordPaused(at, listener, message);
  const { wanted, refused } = audition(active, messageView(message));
  for (const { verdict, resources } of refused) recordFilteredOut(at, resources, { message, verdict });
  for (const [counter, count] of countsOf(refused)) filteredOut(at, topic, { counter, count });
  const queues: StoredSubscription[] = [];
  const addressees: Addressee[] = [];
  for (const { subscription } of wanted) {
    // The order within a FIFO topic's group is that of each subscription's own line.
    if (!topic.fifo && subscription.protocol === "sqs") queues.push(subscription);
    else addressees.push({ ...subscription, ...departureOf(at, topic, subscription) });
  }
  addQueueDeliveries(at, topic, { message, subscriptions: queues });
  addDeliveries(at, message, addressees);
}

function countsOf(refused: readonly Refusal[]): ReadonlyMap<FilterCounter, number> {
  const counts = new Map<FilterCounter, number>();
  for (const { verdict, resources } of refused) {
    counts.set(verdict.counter, (counts.get(verdict.counter) ?? 0) + resourceCount(resources));
  }
  return counts;
}

/** What a replay that catches up will come to needs no word; what a paused subscription does not get does. */
function recordPaused(at: WriteScope, { subscription, arn }: Listener, message: PublishedMessage): void {
  if (subscription.replay?.status !== "Completed" && subscription.replay?.status !== "Failed") return;
  at.record({
    kind: "sns.delivery",
    resource: arn,
    outcome: "filtered-out",
    reason: "The subscription is paused: its replay, which had an EndingPoint, has ended.",
    parent: message.cause,
    subject: message.messageId,
  });
}
