/** A receive half way: what both kinds of queues hand their messages to. */
import type { StoredMessage } from "../message/stored-message.ts";
import type { Redrive } from "./dead-letter.ts";
import type { MessageKey } from "./message-key.ts";
import type { OpenQueue } from "./open-queue.ts";
import type { Receipt } from "./receipt.ts";

export interface TakeInProgress {
  readonly open: OpenQueue;
  readonly redrive: Redrive;
  /** How many more messages the receive may get. */
  missing: number;
  /** Gives a visible message to whoever takes; false when that is not possible, and the message stays as it is. */
  deliver(key: MessageKey, message: StoredMessage, receipt: Receipt | undefined): boolean;
}
