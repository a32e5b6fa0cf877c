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
  const attributes = selectedAttributes(message.attributes, selection.messageAttributeNames);
  const system = selectedSystemAttributes(taken, queue, selection.systemAttributeNames);
  return {
    MessageId: message.messageId,
    ReceiptHandle: encodeReceiptHandle({ ...key, queueId: queue.id, nonce: receipt.nonce }),
    MD5OfBody: bodyDigest(message.body),
    Body: message.body,
    ...(Object.keys(system).length === 0 ? {} : { Attributes: system }),
    ...(attributes.length === 0
      ? {}
      : { MD5OfMessageAttributes: attributesDigest(attributes), MessageAttributes: attributesAsSent(attributes) }),
  };
}

/** Every system attribute that the message has. */
export function systemAttributes({ key, message, receipt }: TakenMessage, queue: Queue): Record<string, string> {
  const all: Record<string, string | undefined> = {
    SenderId: message.senderId,
    SentTimestamp: String(message.sentAt),
    ApproximateReceiveCount: String(receipt.receiveCount),
    ApproximateFirstReceiveTimestamp: receipt.firstReceivedAt === 0 ? undefined : String(receipt.firstReceivedAt),
    AWSTraceHeader: message.traceHeader,
    DeadLetterQueueSourceArn: message.deadLetterSourceArn,
    MessageGroupId: message.groupId,
    MessageDeduplicationId: message.deduplicationId,
    SequenceNumber: queue.fifo ? sequenceNumber(key.serial) : undefined,
  };
  return Object.fromEntries(Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined));
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
): Record<string, string> {
  if (names.size === 0) return {};
  const all = systemAttributes(taken, queue);
  if (names.has("All")) return all;
  return Object.fromEntries(Object.entries(all).filter(([name]) => names.has(name)));
}
