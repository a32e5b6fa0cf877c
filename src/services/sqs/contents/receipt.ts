/** What happened to a message since it was sent, as a small row: it is rewritten with every receive. */
import { writeText } from "../../../kernel/write-text.ts";
import type { ValueCodec } from "../../../store/value-codec.ts";
import type { StoredMessage } from "../message/stored-message.ts";

export interface Receipt {
  /** How often the message was received: 0 for one that is delayed and was not received yet. */
  readonly receiveCount: number;
  /** Tells the latest receive from earlier ones: a receipt handle carries it. */
  readonly nonce: number;
  /** True while the message has a row in `hidden`, under `visibleAt`. */
  readonly hidden: boolean;
  readonly visibleAt: number;
  readonly firstReceivedAt: number;
  readonly lastReceivedAt: number;
  /** Whose receipt it is: who deletes or hides the message need not read it, body and all. */
  readonly of: MessageIdentity;
}

/** What others have to know of a message, as it is in the message itself. */
export interface MessageIdentity {
  readonly messageId: string;
  readonly groupId?: string | undefined;
  /** The lineage record that tells of the message. */
  readonly cause: string;
}

/** The receipt of a message that was not received yet. */
export function unreceived(of: MessageIdentity, { hidden, visibleAt }: Pick<Receipt, "hidden" | "visibleAt">): Receipt {
  return { receiveCount: 0, nonce: 0, hidden, visibleAt, firstReceivedAt: 0, lastReceivedAt: 0, of };
}

/**
 * How often a message was received in the queue where it is. A dead letter shows all of its receives, but what counts for
 * a queue is its own: "the number of times a message is delivered to the source queue".
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
 */
export function receivesHere(
  { receivesElsewhere = 0 }: Pick<StoredMessage, "receivesElsewhere">,
  receipt: Receipt | undefined,
): number {
  return (receipt?.receiveCount ?? 0) - receivesElsewhere;
}

const NUMBERS_BYTES = 33;
const LENGTH_BYTES = 1;

/**
 * Binary rather than CBOR: a receive writes one of these for each message. Behind the numbers are the texts, each behind
 * its length: all are ASCII, and the longest is a group id of 128 characters.
 */
export const receiptCodec: ValueCodec<Receipt> = {
  encode(receipt) {
    const { messageId, cause, groupId } = receipt.of;
    const texts = groupId === undefined ? [messageId, cause] : [messageId, cause, groupId];
    let bytes = NUMBERS_BYTES;
    for (const text of texts) bytes += LENGTH_BYTES + text.length;
    const row = Buffer.allocUnsafe(bytes);
    row.writeUInt32LE(receipt.receiveCount, 0);
    row.writeUInt32LE(receipt.nonce, 4);
    row.writeUInt8(receipt.hidden ? 1 : 0, 8);
    row.writeDoubleLE(receipt.visibleAt, 9);
    row.writeDoubleLE(receipt.firstReceivedAt, 17);
    row.writeDoubleLE(receipt.lastReceivedAt, 25);
    let end = NUMBERS_BYTES;
    for (const text of texts) end = row.writeUInt8(text.length, end) + writeText(row, text, end + LENGTH_BYTES);
    return row;
  },
  decode(bytes) {
    const row = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let end = NUMBERS_BYTES;
    const text = (): string => {
      const start = end + LENGTH_BYTES;
      end = start + row.readUInt8(end);
      return row.toString("latin1", start, end);
    };
    return {
      receiveCount: row.readUInt32LE(0),
      nonce: row.readUInt32LE(4),
      hidden: row.readUInt8(8) === 1,
      visibleAt: row.readDoubleLE(9),
      firstReceivedAt: row.readDoubleLE(17),
      lastReceivedAt: row.readDoubleLE(25),
      of: { messageId: text(), cause: text(), groupId: end === row.length ? undefined : text() },
    };
  },
};

const IN_FLIGHT = Uint8Array.of(0);
const DELAYED = Uint8Array.of(1);

/** Why a message is hidden: because somebody received it, or because it was sent with a delay. */
export type HiddenAs = "in-flight" | "delayed";

export const hiddenCodec: ValueCodec<HiddenAs> = {
  encode: (value) => (value === "delayed" ? DELAYED : IN_FLIGHT),
  decode: (bytes) => (bytes[0] === 1 ? "delayed" : "in-flight"),
};
