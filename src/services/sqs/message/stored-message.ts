/** A message as it is stored: written once when it is sent, never rewritten. */
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
  /** The lineage record that tells of the message. */
  readonly cause: string;
}

type AttributeRow = readonly [name: string, dataType: string, value: string | Uint8Array];
type Row = readonly [
  messageId: string,
  body: string,
  senderId: string,
  sentAt: number,
  cause: string,
  attributes?: readonly AttributeRow[] | null,
  traceHeader?: string | null,
  groupId?: string | null,
  deduplicationId?: string | null,
  arrivedAt?: number | null,
  deadLetterSourceArn?: string | null,
];

const rows = record<Row>();

/** An array rather than an object: millions of rows do not each repeat the names of their fields. */
export const messageCodec: ValueCodec<StoredMessage> = {
  encode(message) {
    const { messageId, body, senderId, sentAt, cause } = message;
    const optional = [
      message.attributes.length === 0 ? null : message.attributes.map(attributeRow),
      message.traceHeader ?? null,
      message.groupId ?? null,
      message.deduplicationId ?? null,
      message.arrivedAt ?? null,
      message.deadLetterSourceArn ?? null,
    ];
    while (optional.length > 0 && optional[optional.length - 1] === null) optional.pop();
    // The optional part is built in the order of Row; a tuple type is lost when a tail is cut off.
    return rows.encode([messageId, body, senderId, sentAt, cause, ...optional] as unknown as Row);
  },
  decode(bytes) {
    const row = rows.decode(bytes);
    return {
      messageId: row[0],
      body: row[1],
      senderId: row[2],
      sentAt: row[3],
      cause: row[4],
      attributes: (row[5] ?? []).map(storedAttribute),
      traceHeader: row[6] ?? undefined,
      groupId: row[7] ?? undefined,
      deduplicationId: row[8] ?? undefined,
      arrivedAt: row[9] ?? undefined,
      deadLetterSourceArn: row[10] ?? undefined,
    };
  },
};

function attributeRow(attribute: StoredAttribute): AttributeRow {
  return [attribute.name, attribute.dataType, attribute.value];
}

/** Bytes are copied out of the row, so that a small value does not keep the whole of it in memory. */
function storedAttribute([name, dataType, value]: AttributeRow): StoredAttribute {
  return { name, dataType, value: typeof value === "string" ? value : Uint8Array.from(value) };
}
