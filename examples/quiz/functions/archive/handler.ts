/** The queue audit: every event as it was published goes into the archive of its day, from where it can be replayed. */
import { createHash } from "node:crypto";
import type { QueueEvent, QueueRecord } from "../cloud/events.ts";
import { objectStore } from "../cloud/environment.ts";

const objects = objectStore();

export async function handler(event: QueueEvent): Promise<void> {
  const days = new Set(event.Records.map(dayOf));
  for (const day of days) {
    const records = event.Records.filter((record) => dayOf(record) === day);
    const ids = records.map(({ messageId }) => messageId).join();
    const name = createHash("sha256").update(ids).digest("hex").slice(0, 16);
    await objects.put(`archive/${day}/${name}.jsonl`, `${records.map(({ body }) => body).join("\n")}\n`);
  }
}

/** The day on which an event was published, as a path: 2026/03/01. */
function dayOf(record: QueueRecord): string {
  return new Date(Number(record.attributes.SentTimestamp)).toISOString().slice(0, 10).replaceAll("-", "/");
}
