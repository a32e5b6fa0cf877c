/** The queue notifications: tells an outside service of distinctions. That service is flaky; the queue is the retry. */
import type { BatchResponse, QueueEvent, QueueRecord } from "../cloud/events.ts";
import { now, objectStore, setting } from "../cloud/environment.ts";
import type { SubmissionGraded } from "../domain/quiz-event.ts";

const objects = objectStore();
const url = setting("NOTIFICATION_URL");

/** How long the outside service may take: less than the function, so that the messages which failed can still be named. */
const TIMEOUT_MILLISECONDS = 5_000;

export async function handler(event: QueueEvent): Promise<BatchResponse> {
  const outcomes = await Promise.allSettled(event.Records.map(notify));
  return {
    batchItemFailures: event.Records.filter((_, index) => outcomes[index]?.status === "rejected").map(
      ({ messageId }) => ({ itemIdentifier: messageId }),
    ),
  };
}

async function notify(record: QueueRecord): Promise<void> {
  // The body is what this workflow published itself.
  const { submissionId, result } = JSON.parse(record.body) as SubmissionGraded;
  const key = `notifications/${submissionId}.json`;
  if ((await objects.text(key)) !== undefined) return;
  const attempt = Number(record.attributes.ApproximateReceiveCount);
  const response = await fetch(url, {
    method: "POST",
    // Whoever is told twice, because we were stopped before the mark below, can tell by this.
    headers: { "content-type": "application/json", "idempotency-key": submissionId },
    body: JSON.stringify({ student: result.student, quizId: result.quizId, percent: result.percent }),
    signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
  });
  await response.arrayBuffer();
  if (response.status >= 500) {
    console.warn(JSON.stringify({ problem: "NotificationFailed", submissionId, attempt, status: response.status }));
    throw new Error(`the notification service answered ${response.status}`);
  }
  // What it refuses for good (4xx) it would refuse again.
  await objects.create(key, { submissionId, status: response.status, attempt, at: now() });
}
