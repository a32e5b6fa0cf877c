/** What is told on the topic quiz-events, and the attributes by which its subscriptions choose. */
import type { Result } from "./grading.ts";
import { submissionKey, type StoredSubmission } from "./submission.ts";

/** A submission came in. One that is too large for a message is left where it is kept: the claim check. */
export interface SubmissionAccepted {
  readonly type: "submission.accepted";
  readonly submissionId: string;
  readonly stored?: StoredSubmission;
  readonly claimCheck?: string;
}

/** A submission was graded, or quarantined. */
export interface SubmissionGraded {
  readonly type: "submission.graded";
  readonly submissionId: string;
  readonly result: Result;
}

export type QuizEvent = SubmissionAccepted | SubmissionGraded;

/** The attributes that filter policies look at; numbers go as Number, the rest as String. */
export type EventAttributes = Readonly<Record<string, string | number>>;

/** A batch of ten events of this size still fits into one PublishBatch of 256 KiB. */
const INLINE_BYTES_MAX = 16 * 1024;

export function submissionAccepted(stored: StoredSubmission): SubmissionAccepted {
  const { submissionId } = stored;
  const isSmall = Buffer.byteLength(JSON.stringify(stored)) <= INLINE_BYTES_MAX;
  return {
    type: "submission.accepted",
    submissionId,
    ...(isSmall ? { stored } : { claimCheck: submissionKey(submissionId) }),
  };
}

export function attributesOf(event: QuizEvent): EventAttributes {
  if (event.type === "submission.accepted") return { eventType: event.type };
  return { eventType: event.type, outcome: event.result.outcome, percent: event.result.percent };
}
