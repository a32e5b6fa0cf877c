/** A tenant of a standard queue, which is whoever sends under one MessageGroupId, as a row of a fixed size. */
import type { ValueCodec } from "../../../store/value-codec.ts";
import type { HiddenAs } from "./receipt.ts";

/** Read, changed in place and written back with each of its messages that comes, goes, is received or comes back. */
export interface Tenant {
  visible: number;
  inFlight: number;
  delayed: number;
  /** The first of its visible messages, while it has some. */
  headEnqueuedAt: number;
  headSerial: number;
  /** It takes more than its share, so that its visible messages wait for those of the others. */
  noisy: boolean;
  /** Since when none of its messages is in flight; it means nothing while some are. */
  idleSince: number;
}

/** Where a message is of which a tenant has so many. */
export type MessageState = "visible" | HiddenAs;

export function emptyTenant(now: number): Tenant {
  return { visible: 0, inFlight: 0, delayed: 0, headEnqueuedAt: 0, headSerial: 0, noisy: false, idleSince: now };
}

/** Counts a message in or out. */
export function countOfTenant(tenant: Tenant, state: MessageState, change: number): void {
  if (state === "visible") tenant.visible += change;
  else if (state === "delayed") tenant.delayed += change;
  else tenant.inFlight += change;
}

const BYTES = 49;

/** Binary rather than CBOR: a receive writes it once for each message. */
export const tenantCodec: ValueCodec<Tenant> = {
  encode(tenant) {
    const row = Buffer.allocUnsafe(BYTES);
    row.writeDoubleLE(tenant.visible, 0);
    row.writeDoubleLE(tenant.inFlight, 8);
    row.writeDoubleLE(tenant.delayed, 16);
    row.writeDoubleLE(tenant.headEnqueuedAt, 24);
    row.writeDoubleLE(tenant.headSerial, 32);
    row.writeDoubleLE(tenant.idleSince, 40);
    row.writeUInt8(tenant.noisy ? 1 : 0, 48);
    return row;
  },
  decode(bytes) {
    const row = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return {
      visible: row.readDoubleLE(0),
      inFlight: row.readDoubleLE(8),
      delayed: row.readDoubleLE(16),
      headEnqueuedAt: row.readDoubleLE(24),
      headSerial: row.readDoubleLE(32),
      idleSince: row.readDoubleLE(40),
      noisy: row.readUInt8(48) === 1,
    };
  },
};
