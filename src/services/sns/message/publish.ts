/** Publishing one message: it and its deliveries are written together, so that what is acknowledged is delivered. */
import { uuid } from "../../../kernel/random.ts";
import type { WriteScope } from "../../../platform/scope.ts";
import { keepInArchive } from "../archive/archive.ts";
import { addDeliveries, addQueueDeliveries } from "../delivery/add-deliveries.ts";
import { departureOf } from "../delivery/departure.ts";
import { type FilterCounter, filterVerdict } from "../filter/filter-verdict.ts";
import { messageView } from "../filter/message-view.ts";
import { TRACE_HEADER_CHARACTERS_MAX } from "../limits.ts";
import { filteredOut } from "../metrics.ts";
import { isActive } from "../replay/replay.ts";
import { audienceOf, type Listener } from "../subscription/audience.ts";
import { contentKey } from "../subscription/content-key.ts";
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
    traceHeader: traceHeaderOf(at),
    publishedAt: at.now,
    sizeBytes,
    cause,
  };
}

/**
 * The X-Ray header that queues get with the message. What is no such header is not passed on: a queue would refuse it,
 * and the message with it.
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-active-tracing.html
 */
function traceHeaderOf({ traceHeader }: WriteScope): string | undefined {
  if (traceHeader === undefined || traceHeader.length > TRACE_HEADER_CHARACTERS_MAX) return undefined;
  return /^[ -~]*\bRoot=1-[0-9a-f]{8}-[0-9a-f]{24}\b[ -~]*$/i.test(traceHeader) ? traceHeader : undefined;
}

/** Sets one delivery in motion for each subscription that wants the message, and says why the others do not get it. */
function fanOut(at: WriteScope, topic: StoredTopic, message: PublishedMessage): void {
  const wanted: Listener[] = [];
  const view = messageView(message);
  const kept = new Map<FilterCounter, number>();
  for (const listener of audienceOf(at, topic).listeners) {
    const { filterPolicy, arn, subscription } = listener;
    if (!isActive(subscription)) {
      recordPaused(at, listener, message);
      continue;
    }
    const verdict =
      filterPolicy === undefined ? undefined : filterVerdict(filterPolicy, view, contentKey(subscription));
    if (verdict === undefined) {
      wanted.push(listener);
      continue;
    }
    recordFilteredOut(at, arn, { message, verdict });
    kept.set(verdict.counter, (kept.get(verdict.counter) ?? 0) + 1);
  }
  for (const [counter, count] of kept) filteredOut(at, topic, { counter, count });
  // The order within a FIFO topic's group is that of each subscription's own line.
  const isShared = ({ subscription }: Listener): boolean => !topic.fifo && subscription.protocol === "sqs";
  const subscriptions = wanted.filter(isShared).map(({ subscription }) => subscription);
  addQueueDeliveries(at, topic, { message, subscriptions });
  const addressees = wanted
    .filter((listener) => !isShared(listener))
    .map(({ subscription }) => ({ ...subscription, ...departureOf(at, topic, subscription) }));
  addDeliveries(at, message, addressees);
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
