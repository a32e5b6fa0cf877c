/** The queue analytics: large batches of results become one object each. Its readers count a submission once. */
import { createHash } from "node:crypto";
import type { QueueEvent } from "../cloud/events.ts";
import { now, objectStore } from "../cloud/environment.ts";
import type { SubmissionGraded } from "../domain/quiz-event.ts";

const objects = objectStore();

export async function handler(event: QueueEvent): Promise<void> {
  // The bodies are what this workflow published itself.
  const results = event.Records.map(({ body }) => (JSON.parse(body) as SubmissionGraded).result);
  const name = createHash("sha256")
    .update(event.Records.map(({ messageId }) => messageId).join())
    .digest("hex")
    .slice(0, 16);
  const lines = results.map((result) => JSON.stringify(result)).join("\n");
  await objects.put(`analytics/${now().slice(0, 10)}/${name}.jsonl`, `${lines}\n`);
  console.log(JSON.stringify({ analysed: results.length }));
}
