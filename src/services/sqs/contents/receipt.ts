/** What happened to a message since it was sent, as a row of a fixed size: it is rewritten with every receive. */
import type { ValueCodec } from "../../../store/value-codec.ts";

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
}

const BYTES = 33;

/** Binary rather than CBOR: a receive writes one of these for each message. */
export const receiptCodec: ValueCodec<Receipt> = {
  encode(receipt) {
    const row = Buffer.allocUnsafe(BYTES);
    row.writeUInt32LE(receipt.receiveCount, 0);
    row.writeUInt32LE(receipt.nonce, 4);
    row.writeUInt8(receipt.hidden ? 1 : 0, 8);
    row.writeDoubleLE(receipt.visibleAt, 9);
    row.writeDoubleLE(receipt.firstReceivedAt, 17);
    row.writeDoubleLE(receipt.lastReceivedAt, 25);
    return row;
  },
  decode(bytes) {
    const row = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return {
      receiveCount: row.readUInt32LE(0),
      nonce: row.readUInt32LE(4),
      hidden: row.readUInt8(8) === 1,
      visibleAt: row.readDoubleLE(9),
      firstReceivedAt: row.readDoubleLE(17),
      lastReceivedAt: row.readDoubleLE(25),
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
