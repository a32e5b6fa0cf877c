/** Looking into a queue without receiving: for the console, the admin API and tests. Nothing changes by it. */
import type { ReadScope } from "../../platform/scope.ts";
import type { MessageAttributeValue } from "../../schema/generated/sqs.ts";
import { deadLetterQueueOf, isWorn } from "./contents/dead-letter.ts";
import { asideShelf, lineShelf, type MessageKey, parts } from "./contents/message-key.ts";
import { type Receipt, unreceived } from "./contents/receipt.ts";
import { fifoDelayMilliseconds, retentionEnd, retentionStart } from "./contents/retention.ts";
import { messages, receipts } from "./keyspaces.ts";
import { PEEKED_MESSAGES_MAX } from "./limits.ts";
import { attributesAsSent, systemAttributes } from "./message/received-message.ts";
import type { StoredMessage } from "./message/stored-message.ts";
import { findQueue } from "./queue/find-queue.ts";
import type { Queue } from "./queue/queue.ts";
import { queueAddress } from "./queue/queue-url.ts";

/** A message as it lies in its queue. Times are ISO 8601, and binary attribute values base64, ready for JSON. */
export interface PeekedMessage {
  readonly messageId: string;
  readonly body: string;
  readonly state: "visible" | "delayed" | "in-flight";
  /** When a message that is delayed or in flight becomes visible. */
  readonly visibleAt?: string;
  /** FIFO queues: of a message that is visible, the one before it in its group that is not, and must be done with first. */
  readonly heldBy?: string;
  /** When the message was enqueued: its retention period counts from here. */
  readonly enqueuedAt: string;
  /** What becomes of the message next when nobody does anything but look for it, and when. */
  readonly next: NextEvent;
  /** AWS's system attributes. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly messageAttributes: Readonly<Record<string, PeekedAttribute>>;
  /** The lineage record that tells of the message. */
  readonly cause: string;
}

/** `dead-lettered` waits for the next receive, which has no time. */
export type NextEvent =
  | { readonly event: "visible" | "expired"; readonly at: string }
  | { readonly event: "dead-lettered"; readonly at?: never };

export interface PeekedAttribute {
  readonly DataType: string;
  readonly StringValue?: string;
  /** Base64. */
  readonly BinaryValue?: string;
}

/** The oldest messages of a queue, at most `limit`; undefined when there is no such queue in the scope's region. */
export function peekQueue(at: ReadScope, queueUrl: string, limit: number): readonly PeekedMessage[] | undefined {
  const queue = findQueue(at, queueAddress(queueUrl, at.account));
  if (queue === undefined) return undefined;
  const found: { readonly key: MessageKey; readonly message: StoredMessage }[] = [];
  const most = Math.min(limit, PEEKED_MESSAGES_MAX);
  for (const shelf of [lineShelf(queue.contents), asideShelf(queue.contents)]) {
    const from: [number, number] = [shelf, retentionStart(queue, at.now)];
    for (const { key, value } of messages.range(at.tx, [shelf], { from, limit: most })) {
      found.push({ key: { shelf, enqueuedAt: key[1], serial: key[2] }, message: value });
    }
  }
  const ordered = found.toSorted(
    (left, right) => left.key.enqueuedAt - right.key.enqueuedAt || left.key.serial - right.key.serial,
  );
  const hasDeadLetterQueue = deadLetterQueueOf(at, queue) !== undefined;
  const seen: Seen = { queue, hasDeadLetterQueue, holders: new Map(), now: at.now };
  return ordered.slice(0, most).map(({ key, message }) => {
    return peeked(seen, { key, message, receipt: receipts.get(at.tx, parts(key)) });
  });
}

/** What is looked into, and when. */
interface Seen {
  readonly queue: Queue;
  readonly hasDeadLetterQueue: boolean;
  /** FIFO queues: of each group the first message that is not visible, among those seen so far. */
  readonly holders: Map<string, string>;
  readonly now: number;
}

interface Lying {
  readonly key: MessageKey;
  readonly message: StoredMessage;
  readonly receipt: Receipt | undefined;
}

function peeked(seen: Seen, { key, message, receipt }: Lying): PeekedMessage {
  const { queue, holders, now } = seen;
  const visibleAt = hiddenUntil(queue, { key, message, receipt });
  const hidden = visibleAt > now;
  const groupId = queue.fifo ? message.groupId : undefined;
  const heldBy = hidden || groupId === undefined ? undefined : holders.get(groupId);
  if (hidden && groupId !== undefined && !holders.has(groupId)) holders.set(groupId, message.messageId);
  const received = receipt !== undefined && receipt.receiveCount > 0;
  return {
    messageId: message.messageId,
    body: message.body,
    state: !hidden ? "visible" : received ? "in-flight" : "delayed",
    ...(hidden ? { visibleAt: new Date(visibleAt).toISOString() } : {}),
    ...(heldBy === undefined ? {} : { heldBy }),
    enqueuedAt: new Date(key.enqueuedAt).toISOString(),
    next: nextEvent(seen, { key, message, receipt }, heldBy !== undefined),
    attributes: systemAttributes({ key, message, receipt: receipt ?? unreceived(message, NEVER_HIDDEN) }, queue),
    messageAttributes: Object.fromEntries(
      Object.entries(attributesAsSent(message.attributes)).map(([name, value]) => [name, peekedAttribute(value)]),
    ),
    cause: message.cause,
  };
}

function nextEvent({ queue, hasDeadLetterQueue, now }: Seen, lying: Lying, isHeld: boolean): NextEvent {
  const visibleAt = hiddenUntil(queue, lying);
  const expiresAt = retentionEnd(queue, lying.key.enqueuedAt);
  const goesOn = hasDeadLetterQueue && isWorn(queue, lying.message, lying.receipt);
  if (visibleAt > now && visibleAt < expiresAt) return { event: "visible", at: new Date(visibleAt).toISOString() };
  if (visibleAt <= now && !isHeld && goesOn) return { event: "dead-lettered" };
  return { event: "expired", at: new Date(expiresAt).toISOString() };
}

function hiddenUntil(queue: Queue, { key, receipt }: Lying): number {
  if (receipt !== undefined) return receipt.hidden ? receipt.visibleAt : 0;
  return key.enqueuedAt + fifoDelayMilliseconds(queue);
}

const NEVER_HIDDEN = { hidden: false, visibleAt: 0 };

function peekedAttribute({ DataType, StringValue, BinaryValue }: MessageAttributeValue): PeekedAttribute {
  if (BinaryValue === undefined) return { DataType, StringValue: StringValue ?? "" };
  return { DataType, BinaryValue: Buffer.from(BinaryValue).toString("base64") };
}
