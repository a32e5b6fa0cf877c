/** The life of an attempt: four events in a fixed order, which the FIFO path must keep. */
import type { Result } from "./grading.ts";
import type { Submission } from "./submission.ts";

/** What happens to an attempt, in this order; the last one says how it ended. */
export const STAGES = ["started", "answered", "submitted", "graded"] as const;

export type Stage = (typeof STAGES)[number];

/** One event of one attempt. */
export interface AttemptEvent {
  readonly attemptId: string;
  readonly submissionId: string;
  readonly quizId: string;
  readonly student: string;
  readonly stage: Stage;
  readonly at: string;
  /** With stage graded. */
  readonly result?: Result;
}

/** What is known of an attempt, kept at `attempts/{submissionId}.json`. */
export interface AttemptProgress {
  readonly attemptId: string;
  readonly stages: readonly Stage[];
}

/** What an event did to an attempt: a repeated one does nothing, and one before its time is a violation of the order. */
export interface Advanced {
  readonly progress: AttemptProgress;
  readonly effect: "applied" | "repeated" | "violation";
}

/** The three events that a submission tells of. */
export function eventsOfSubmission(submissionId: string, submission: Submission): AttemptEvent[] {
  const { attemptId, quizId, student, startedAt, submittedAt } = submission;
  const about = { attemptId, submissionId, quizId, student };
  return [
    { ...about, stage: "started", at: startedAt },
    { ...about, stage: "answered", at: submittedAt },
    { ...about, stage: "submitted", at: submittedAt },
  ];
}

export function eventOfResult(result: Result): AttemptEvent {
  const { attemptId, submissionId, quizId, student, gradedAt } = result;
  return { attemptId, submissionId, quizId, student, stage: "graded", at: gradedAt, result };
}

/** Takes one event in. Queues deliver at least once, so a stage that was passed already is no news. */
export function advance(progress: AttemptProgress | undefined, event: AttemptEvent): Advanced {
  const stages = progress?.stages ?? [];
  if (stages.includes(event.stage)) {
    return { progress: { attemptId: event.attemptId, stages }, effect: "repeated" };
  }
  const isNext = STAGES[stages.length] === event.stage;
  return {
    progress: { attemptId: event.attemptId, stages: [...stages, event.stage] },
    effect: isNext ? "applied" : "violation",
  };
}

export function attemptKey(submissionId: string): string {
  return `attempts/${submissionId}.json`;
}

export function violationKey(event: AttemptEvent): string {
  return `violations/${event.submissionId}-${event.stage}.json`;
}
