/** What expectations are decided by. */
import type { LineageLog } from "../../platform/lineage/lineage-log.ts";
import type { InvocationBook } from "./invocation-book.ts";
import type { MessageBook } from "./message-book.ts";
import type { QueueDepth } from "./queue-depths.ts";

export interface Evidence {
  readonly lineage: () => LineageLog;
  readonly messages: MessageBook;
  readonly invocations: InvocationBook;
  /** Of the queues that hold messages. */
  readonly depths: () => readonly QueueDepth[];
}
