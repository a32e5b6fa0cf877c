/** Grading: from a submission and a rubric to a result, which is kept at `results/{submissionId}.json`. */
import type { Quiz, Rubric } from "./quiz.ts";
import type { StoredSubmission } from "./submission.ts";

/** What became of a submission. It is written once and never changed. */
export interface Result {
  readonly submissionId: string;
  readonly quizId: string;
  readonly attemptId: string;
  readonly student: string;
  readonly outcome: "graded" | "quarantined";
  /** Why it was quarantined. */
  readonly reason?: string;
  /** Of 100; 0 when quarantined. */
  readonly percent: number;
  readonly durationSeconds: number;
  readonly gradedAt: string;
}

/** Grades in time, quarantines what came too late: a person decides about those. */
export function gradeSubmission(
  stored: StoredSubmission,
  by: { readonly quiz: Quiz; readonly rubric: Rubric; readonly now: string },
): Result {
  const { submissionId, submission } = stored;
  const { quizId, attemptId, student, startedAt, submittedAt, answers } = submission;
  const durationSeconds = Math.round((Date.parse(submittedAt) - Date.parse(startedAt)) / 1000);
  const known = { submissionId, quizId, attemptId, student, durationSeconds, gradedAt: by.now };
  if (Date.parse(submittedAt) > Date.parse(by.quiz.closesAt)) {
    const reason = `submitted at ${submittedAt}, and the quiz closed at ${by.quiz.closesAt}`;
    return { ...known, outcome: "quarantined", reason, percent: 0 };
  }
  const asked = Object.entries(by.rubric.answers);
  const right = asked.filter(([question, answer]) => answers[question] === answer).length;
  return { ...known, outcome: "graded", percent: Math.round((100 * right) / asked.length) };
}

export function resultKey(submissionId: string): string {
  return `results/${submissionId}.json`;
}
