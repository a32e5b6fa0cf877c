/** Putting into the outbox what AWS would send: it is as durable as the transaction that it is part of. */
import { uuid } from "../../../kernel/random.ts";
import type { ReadTransaction } from "../../../store/store.ts";
import type { WriteScope } from "../../../platform/scope.ts";
import { outbox } from "../keyspaces.ts";
import { OUTBOX_SENDS_MAX } from "../limits.ts";
import type { CapturedSend } from "./captured-send.ts";

/** Captures one send; the oldest one goes when there is no room. */
export function capture(at: WriteScope, send: Omit<CapturedSend, "id" | "at" | "account" | "region">): void {
  const serial = nextSerial(at.tx);
  const { account, region, now } = at;
  outbox.put(at.tx, [serial], { ...send, id: uuid(at.random), at: now, account, region });
  // Serials have no gaps, so that this keeps the newest ones and no more.
  if (serial > OUTBOX_SENDS_MAX) outbox.delete(at.tx, [serial - OUTBOX_SENDS_MAX]);
}

function nextSerial(tx: ReadTransaction): number {
  for (const [serial] of outbox.keys(tx, [], { reverse: true, limit: 1 })) return serial + 1;
  return 1;
}
