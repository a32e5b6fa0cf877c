/** A message as it is stored: written once when it is sent, never rewritten. */
import { invariant } from "../../../kernel/invariant.ts";
import { BYTES_A_CHARACTER, writeText } from "../../../kernel/write-text.ts";
import { record } from "../../../store/value-codec.ts";
import type { ValueCodec } from "../../../store/value-codec.ts";

/** A message attribute in its normal form. */
export interface StoredAttribute {
  readonly name: string;
  /** The data type with its custom suffix, such as `Number.int`. */
  readonly dataType: string;
  readonly value: string | Uint8Array;
}

export interface StoredMessage {
  readonly messageId: string;
  readonly body: string;
  /** In the order of their names. */
  readonly attributes: readonly StoredAttribute[];
  readonly traceHeader?: string | undefined;
  readonly groupId?: string | undefined;
  readonly deduplicationId?: string | undefined;
  readonly senderId: string;
  /** SentTimestamp. The time of enqueuing, which retention counts from, is in the key. */
  readonly sentAt: number;
  /** When the message came to this queue, where that is not when it was enqueued: moves to a dead-letter queue, delays. */
  readonly arrivedAt?: number | undefined;
  /** ARN of the queue that the message was dead-lettered from. */
  readonly deadLetterSourceArn?: string | undefined;
  /** How often it was received before it came to this queue as a dead letter. */
  readonly receivesElsewhere?: number | undefined;
  /** The lineage record that tells of the message. */
  readonly cause: string;
}

/** The first byte of a row: in which form the rest is. */
const FORM = 1;

/** Which of the optional parts a row has, as bits of its second byte. */
const HAS = {
  attributes: 1,
  traceHeader: 2,
  groupId: 4,
  deduplicationId: 8,
  arrivedAt: 16,
  deadLetterSourceArn: 32,
  receivesElsewhere: 64,
};

type AttributeRow = readonly [name: string, dataType: string, value: string | Uint8Array];
const attributeRows = record<readonly AttributeRow[]>();

const HEAD_BYTES = 2;
const TIME_BYTES = 8;
const COUNT_BYTES = 4;
const LENGTH_BYTES = 4;

/**
 * Form and flags, then the parts that are there: times as doubles, a count of receives, attributes and texts behind their lengths, and the
 * body as what is left. Millions of rows repeat no names, and the body is never looked at.
 */
export const messageCodec: ValueCodec<StoredMessage> = {
  encode(message) {
    const attributes =
      message.attributes.length === 0 ? undefined : attributeRows.encode(message.attributes.map(asRow));
    const { messageId, senderId, cause, traceHeader, groupId, deduplicationId, deadLetterSourceArn, body } = message;
    const texts = [messageId, senderId, cause, traceHeader, groupId, deduplicationId, deadLetterSourceArn];
    let bytes = HEAD_BYTES + TIME_BYTES * 2 + COUNT_BYTES + Buffer.byteLength(body);
    if (attributes !== undefined) bytes += LENGTH_BYTES + attributes.length;
    for (const text of texts) if (text !== undefined) bytes += LENGTH_BYTES + text.length * BYTES_A_CHARACTER;
    const row = Buffer.allocUnsafe(bytes);
    row[0] = FORM;
    row[1] = flagsOf(message);
    let end = row.writeDoubleLE(message.sentAt, HEAD_BYTES);
    if (message.arrivedAt !== undefined) end = row.writeDoubleLE(message.arrivedAt, end);
    if (message.receivesElsewhere !== undefined) end = row.writeUInt32LE(message.receivesElsewhere, end);
    if (attributes !== undefined) {
      end = row.writeUInt32LE(attributes.length, end);
      row.set(attributes, end);
      end += attributes.length;
    }
    for (const text of texts) {
      if (text === undefined) continue;
      const length = writeText(row, text, end + LENGTH_BYTES);
      end = row.writeUInt32LE(length, end) + length;
    }
    end += writeText(row, body, end);
    return row.subarray(0, end);
  },
  decode(bytes) {
    const row = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    invariant(row[0] === FORM, "a message is stored in form 1");
    const flags = row[1] ?? 0;
    let end = HEAD_BYTES;
    const time = (): number => row.readDoubleLE((end += TIME_BYTES) - TIME_BYTES);
    const count = (): number => row.readUInt32LE((end += COUNT_BYTES) - COUNT_BYTES);
    const part = (): Buffer => {
      const start = end + LENGTH_BYTES;
      end = start + row.readUInt32LE(end);
      return row.subarray(start, end);
    };
    const text = (): string => part().toString("utf8");
    const optional = <T>(flag: number, read: () => T): T | undefined => ((flags & flag) === 0 ? undefined : read());
    const sentAt = time();
    const arrivedAt = optional(HAS.arrivedAt, time);
    const receivesElsewhere = optional(HAS.receivesElsewhere, count);
    const attributes = optional(HAS.attributes, () => attributeRows.decode(part())) ?? [];
    return {
      sentAt,
      arrivedAt,
      receivesElsewhere,
      attributes: attributes.map(fromRow),
      messageId: text(),
      senderId: text(),
      cause: text(),
      traceHeader: optional(HAS.traceHeader, text),
      groupId: optional(HAS.groupId, text),
      deduplicationId: optional(HAS.deduplicationId, text),
      deadLetterSourceArn: optional(HAS.deadLetterSourceArn, text),
      body: row.toString("utf8", end),
    };
  },
};

function flagsOf(message: StoredMessage): number {
  return (
    (message.attributes.length === 0 ? 0 : HAS.attributes) |
    (message.traceHeader === undefined ? 0 : HAS.traceHeader) |
    (message.groupId === undefined ? 0 : HAS.groupId) |
    (message.deduplicationId === undefined ? 0 : HAS.deduplicationId) |
    (message.arrivedAt === undefined ? 0 : HAS.arrivedAt) |
    (message.deadLetterSourceArn === undefined ? 0 : HAS.deadLetterSourceArn) |
    (message.receivesElsewhere === undefined ? 0 : HAS.receivesElsewhere)
  );
}

function asRow(attribute: StoredAttribute): AttributeRow {
  return [attribute.name, attribute.dataType, attribute.value];
}

/** Bytes are copied out of the row, so that a small value does not keep the whole of it in memory. */
function fromRow([name, dataType, value]: AttributeRow): StoredAttribute {
  return { name, dataType, value: typeof value === "string" ? value : Uint8Array.from(value) };
}
