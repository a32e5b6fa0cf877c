/** The queue grading: grades what was accepted, tells both topics, and hands back only the messages that failed. */
import type { BatchResponse, QueueEvent, QueueRecord } from "../cloud/events.ts";
import { now, objectStore, topics } from "../cloud/environment.ts";
import { remembered } from "../cloud/object-store.ts";
import { eventOfResult } from "../domain/attempt.ts";
import { gradeSubmission, resultKey, type Result } from "../domain/grading.ts";
import { quizKey, rubricKey, type Quiz, type Rubric } from "../domain/quiz.ts";
import type { SubmissionAccepted } from "../domain/quiz-event.ts";
import type { StoredSubmission } from "../domain/submission.ts";

const objects = objectStore();
const announcements = topics();
const quizzes = remembered((key) => objects.require<Quiz>(key));
const rubrics = remembered(async (key) => (await objects.read<Rubric>(key))?.value);

export async function handler(event: QueueEvent): Promise<BatchResponse> {
  const outcomes = await Promise.allSettled(event.Records.map(gradeRecord));
  const results = outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []));
  // Should this fail, all messages come again; the results are there by then, and are told of again.
  await announcements.publishAttempts(results.map(eventOfResult));
  await announcements.publish(
    results.map((result) => ({ type: "submission.graded", submissionId: result.submissionId, result })),
  );
  return {
    batchItemFailures: event.Records.filter((_, index) => outcomes[index]?.status === "rejected").map(
      ({ messageId }) => ({ itemIdentifier: messageId }),
    ),
  };
}

/** The first result that is written stays: a message that comes twice is graded once. */
async function gradeRecord(record: QueueRecord): Promise<Result> {
  // The body is what this workflow published itself.
  const accepted = JSON.parse(record.body) as SubmissionAccepted;
  try {
    const result = await gradeAccepted(accepted);
    const key = resultKey(accepted.submissionId);
    return (await objects.create(key, result)) ? result : await objects.require<Result>(key);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const attempt = Number(record.attributes.ApproximateReceiveCount);
    console.error(JSON.stringify({ problem: "GradingFailed", submissionId: accepted.submissionId, attempt, reason }));
    throw error;
  }
}

async function gradeAccepted({ stored, claimCheck }: SubmissionAccepted): Promise<Result> {
  const submission = stored ?? (await objects.require<StoredSubmission>(claimCheck ?? ""));
  const { quizId, rubric: version } = submission.submission;
  const [quiz, rubric] = await Promise.all([quizzes(quizKey(quizId)), rubrics(rubricKey(quizId, version))]);
  if (quiz === undefined || rubric === undefined) throw new Error(`${quizId} has no rubric ${version}`);
  return gradeSubmission(submission, { quiz, rubric, now: now() });
}
