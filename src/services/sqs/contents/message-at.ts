/** The message in a place. */
import { messages } from "../keyspaces.ts";
import type { StoredMessage } from "../message/stored-message.ts";
import { type MessageKey, parts } from "./message-key.ts";
import type { OpenQueue } from "./open-queue.ts";

/** The message under a key, when it is there. */
export function messageAt({ at }: OpenQueue, key: MessageKey): StoredMessage | undefined {
  return messages.get(at.tx, parts(key));
}
