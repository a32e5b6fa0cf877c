/** A receive half way: what both kinds of queues hand their messages to. */
import type { StoredMessage } from "../message/stored-message.ts";
import type { Redrive } from "./dead-letter.ts";
import type { MessageKey } from "./message-key.ts";
import type { OpenQueue } from "./open-queue.ts";
import type { Receipt } from "./receipt.ts";
import type { Throttle } from "./throttle.ts";

export interface TakeInProgress {
  readonly open: OpenQueue;
  readonly redrive: Redrive;
  /** Standard queues of a cloud whose order is disturbed. */
  readonly disorder?: Disorder | undefined;
  /** FIFO queues of a cloud that throttles. */
  readonly throttle?: Throttle | undefined;
  /** Whether what is taken goes out of sight: not for a visibility timeout of 0. */
  readonly hides: boolean;
  /** How many more messages the receive may get. */
  missing: number;
  /** Gives a visible message to whoever takes; false when that is not possible, and the message stays as it is. */
  deliver(key: MessageKey, message: StoredMessage, receipt: Receipt | undefined): boolean;
}

/** The disorder of one receive. */
export interface Disorder {
  /** How probably a message is passed over. */
  readonly probability: number;
  readonly passedOver: PassedOver[];
}

/** A message that a receive did not take although it was next. */
export interface PassedOver {
  readonly key: MessageKey;
  readonly message: StoredMessage;
  /** Of a message that is ready, or was received before. */
  readonly receipt: Receipt | undefined;
}
