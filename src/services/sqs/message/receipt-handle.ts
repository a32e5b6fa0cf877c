/** Receipt handles: they say where a message is, so that whoever has one needs no search. */
import { crc32 } from "node:zlib";
import type { MessageKey } from "../contents/message-key.ts";

/** What a handle says. */
export interface ReceiptHandle extends MessageKey {
  /** The queue's own number: a handle of one queue is none of another. */
  readonly queueId: number;
  /** Which receive it was. */
  readonly nonce: number;
}

const VERSION = 1;
const BYTES = 41;
const CHECKED_BYTES = 37;
const BASE64_CHARACTERS = 56;

export function encodeReceiptHandle(handle: ReceiptHandle): string {
  const bytes = Buffer.allocUnsafe(BYTES);
  bytes.writeUInt8(VERSION, 0);
  bytes.writeDoubleBE(handle.queueId, 1);
  bytes.writeDoubleBE(handle.shelf, 9);
  bytes.writeDoubleBE(handle.enqueuedAt, 17);
  bytes.writeDoubleBE(handle.serial, 25);
  bytes.writeUInt32BE(handle.nonce, 33);
  bytes.writeUInt32BE(crc32(bytes.subarray(0, CHECKED_BYTES)), CHECKED_BYTES);
  return bytes.toString("base64");
}

/** What a handle says, or undefined for what never was one. */
export function decodeReceiptHandle(text: string): ReceiptHandle | undefined {
  if (text.length !== BASE64_CHARACTERS) return undefined;
  const bytes = Buffer.from(text, "base64");
  if (bytes.length !== BYTES || bytes.readUInt8(0) !== VERSION) return undefined;
  if (crc32(bytes.subarray(0, CHECKED_BYTES)) !== bytes.readUInt32BE(CHECKED_BYTES)) return undefined;
  return {
    queueId: bytes.readDoubleBE(1),
    shelf: bytes.readDoubleBE(9),
    enqueuedAt: bytes.readDoubleBE(17),
    serial: bytes.readDoubleBE(25),
    nonce: bytes.readUInt32BE(33),
  };
}
