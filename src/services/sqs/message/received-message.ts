/** A message in the form in which a receiver gets it. */
import type { Message, MessageAttributeValue } from "../../../schema/generated/sqs.ts";
import { sequenceNumber } from "../contents/message-key.ts";
import type { TakenMessage } from "../contents/take.ts";
import type { Queue } from "../queue/queue.ts";
import { attributesDigest, bodyDigest } from "./digest.ts";
import { selectedAttributes } from "./message-attributes.ts";
import { encodeReceiptHandle } from "./receipt-handle.ts";
import type { StoredAttribute } from "./stored-message.ts";

/** Which attributes a receiver asked for. */
export interface Selection {
  readonly systemAttributeNames: ReadonlySet<string>;
  readonly messageAttributeNames: readonly string[];
}

export function receivedMessage(taken: TakenMessage, queue: Queue, selection: Selection): Message {
  const { key, message, receipt } = taken;
  const { shelf, enqueuedAt, serial } = key;
  const { nonce } = receipt;
  // Member by member: a receive makes ten of these, and spreading what may be absent takes V8 ten times as long.
  const shown: { -readonly [Name in keyof Message]: Message[Name] } = {
    MessageId: message.messageId,
    ReceiptHandle: encodeReceiptHandle({ shelf, enqueuedAt, serial, queueId: queue.id, nonce }),
    MD5OfBody: bodyDigest(message.body),
    Body: message.body,
  };
  const system = selectedSystemAttributes(taken, queue, selection.systemAttributeNames);
  if (system !== undefined) shown.Attributes = system;
  const attributes = selectedAttributes(message.attributes, selection.messageAttributeNames);
  if (attributes.length > 0) {
    shown.MD5OfMessageAttributes = attributesDigest(attributes);
    shown.MessageAttributes = attributesAsSent(attributes);
  }
  return shown;
}

const ALL: ReadonlySet<string> = new Set(["All"]);

/** The system attributes that the message has, of those in `names`. */
export function systemAttributes(
  { key, message, receipt }: TakenMessage,
  queue: Queue,
  names: ReadonlySet<string> = ALL,
): Record<string, string> {
  const shown: Record<string, string> = {};
  const isWanted = names.has("All") ? () => true : (name: string) => names.has(name);
  const show = (name: string, value: string | undefined): void => {
    if (value !== undefined && isWanted(name)) shown[name] = value;
  };
  show("SenderId", message.senderId);
  show("SentTimestamp", String(message.sentAt));
  show("ApproximateReceiveCount", String(receipt.receiveCount));
  if (receipt.firstReceivedAt !== 0) show("ApproximateFirstReceiveTimestamp", String(receipt.firstReceivedAt));
  show("AWSTraceHeader", message.traceHeader);
  show("DeadLetterQueueSourceArn", message.deadLetterSourceArn);
  show("MessageGroupId", message.groupId);
  show("MessageDeduplicationId", message.deduplicationId);
  if (queue.fifo) show("SequenceNumber", sequenceNumber(key.serial));
  return shown;
}

export function attributesAsSent(attributes: readonly StoredAttribute[]): Record<string, MessageAttributeValue> {
  return Object.fromEntries(
    attributes.map(({ name, dataType, value }) => [
      name,
      typeof value === "string"
        ? { StringValue: value, DataType: dataType }
        : { BinaryValue: value, DataType: dataType },
    ]),
  );
}

function selectedSystemAttributes(
  taken: TakenMessage,
  queue: Queue,
  names: ReadonlySet<string>,
): Record<string, string> | undefined {
  if (names.size === 0) return undefined;
  const selected = systemAttributes(taken, queue, names);
  return Object.keys(selected).length === 0 ? undefined : selected;
}
