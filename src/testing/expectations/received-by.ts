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
}

/** Settles, and gives every message that the queue has received since the cloud began, the oldest first. */
export async function receivedBy(queue: QueueHandle): Promise<readonly ReceivedBody[]> {
  const { inside } = queue;
  await inside.settle();
  return arrivals(inside, await queue.arn()).map(({ body, record }) => {
    const messageId = record.subject ?? "";
    return { messageId, body, attributes: inside.messages.get(messageId)?.attributes ?? {}, at: new Date(record.at) };
  });
}
