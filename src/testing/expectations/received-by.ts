/** What a queue received, for tests that look for themselves. */
import type { QueueHandle } from "../handles/queue-handle.ts";
import { arrivals } from "../../server/expectations/arrivals.ts";

/** A message that a queue has received, whatever became of it since. */
export interface ReceivedBody {
  readonly messageId: string;
  readonly body: string;
  /** Values of its message attributes by name; binary ones in base64. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly at: Date;
  /** When a consumer has deleted it, which is how it says that it is done; undefined when none has. */
  readonly deletedAt: Date | undefined;
}

/** Settles, and gives every message that the queue has received since the cloud began, the oldest first. */
export async function receivedBy(queue: QueueHandle): Promise<readonly ReceivedBody[]> {
  const { inside } = queue;
  await inside.settle();
  const arn = await queue.arn();
  const deletions = inside.lineage().find({ kind: "sqs.deleted", resource: arn });
  const deletedAt = new Map(deletions.map(({ subject = "", at }) => [subject, new Date(at)]));
  return arrivals(inside, arn).map(({ body, record }) => {
    const messageId = record.subject ?? "";
    const attributes = inside.messages.get(messageId)?.attributes ?? {};
    return { messageId, body, attributes, at: new Date(record.at), deletedAt: deletedAt.get(messageId) };
  });
}
