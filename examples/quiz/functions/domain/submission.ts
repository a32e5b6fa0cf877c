/** Submissions: what a client may hand in, and by what it is known from then on. */
import { createHash } from "node:crypto";
import type { Quiz } from "./quiz.ts";

/** The answers of one student in one attempt at a quiz. */
export interface Submission {
  readonly quizId: string;
  readonly attemptId: string;
  readonly student: string;
  /** The version of the rubric that the client showed its questions from. */
  readonly rubric: number;
  readonly startedAt: string;
  readonly submittedAt: string;
  /** Answers by question. */
  readonly answers: Readonly<Record<string, string>>;
}

/** A submission as it is kept at `submissions/{submissionId}.json`: the first thing that is written of it. */
export interface StoredSubmission {
  readonly submissionId: string;
  /** Tells another submission under the same idempotency key from a repetition of this one. */
  readonly fingerprint: string;
  /** Where it came in: `api`, or the file and row of a bulk upload. */
  readonly source: string;
  readonly acceptedAt: string;
  readonly submission: Submission;
}

/** A submission, or everything that is wrong with it. */
export type Validated = { readonly submission: Submission } | { readonly problems: readonly string[] };

const NAME = /^[\w.@-]{1,100}$/;
/** The longest answer, in characters. */
const ANSWER_CHARACTERS_MAX = 2_000_000;

/** Checks what came in; `quiz` is undefined when there is no quiz of the name. */
export function validateSubmission(input: unknown, quiz: Quiz | undefined): Validated {
  if (!isRecord(input)) return { problems: ["the submission must be a JSON object"] };
  if (quiz === undefined) return { problems: [`there is no quiz ${JSON.stringify(input["quizId"] ?? null)}`] };
  const { attemptId, student, rubric = 1, startedAt, submittedAt, answers } = input;
  const problems = [
    ...nameProblems({ attemptId, student }),
    ...timeProblems({ startedAt, submittedAt }),
    ...answerProblems(answers, quiz),
  ];
  if (typeof rubric !== "number" || !Number.isSafeInteger(rubric) || rubric < 1) {
    problems.push("rubric must be a positive whole number");
  }
  if (problems.length > 0) return { problems };
  return {
    submission: {
      quizId: quiz.quizId,
      attemptId: String(attemptId),
      student: String(student),
      rubric: Number(rubric),
      startedAt: String(startedAt),
      submittedAt: String(submittedAt),
      // Checked above: a record whose values are texts.
      answers: answers as Record<string, string>,
    },
  };
}

/** The id of a submission: the same for every repetition. Without an idempotency key the content is the key. */
export function submissionIdOf(submission: Submission, idempotencyKey?: string): string {
  const key = idempotencyKey === undefined ? `content ${fingerprintOf(submission)}` : `key ${idempotencyKey}`;
  return createHash("sha256").update(`${submission.quizId}\n${key}`).digest("hex").slice(0, 32);
}

/** A hash of the content that does not depend on the order of members. */
export function fingerprintOf(submission: Submission): string {
  const { answers, ...rest } = submission;
  const sorted = (record: object): unknown => Object.entries(record).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return createHash("sha256")
    .update(JSON.stringify([sorted(rest), sorted(answers)]))
    .digest("hex");
}

export function submissionKey(submissionId: string): string {
  return `submissions/${submissionId}.json`;
}

/** Written once the events of a submission are published; a repetition that finds none publishes them again. */
export function publishedKey(submissionId: string): string {
  return `published/${submissionId}`;
}

function nameProblems(names: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(names)
    .filter(([, value]) => typeof value !== "string" || !NAME.test(value))
    .map(([name]) => `${name} must be 1 to 100 letters, digits or any of _ . @ -`);
}

function timeProblems(times: Readonly<Record<string, unknown>>): string[] {
  const isTime = (value: unknown): boolean => typeof value === "string" && !Number.isNaN(Date.parse(value));
  const problems = Object.entries(times)
    .filter(([, value]) => !isTime(value))
    .map(([name]) => `${name} must be a time such as 2026-03-01T10:00:00Z`);
  const isBackwards =
    problems.length === 0 && Date.parse(String(times.startedAt)) > Date.parse(String(times.submittedAt));
  return isBackwards ? ["startedAt must not be after submittedAt"] : problems;
}

function answerProblems(answers: unknown, quiz: Quiz): string[] {
  if (!isRecord(answers)) return ["answers must be an object with an answer for each question"];
  return Object.entries(answers).flatMap(([question, answer]) => {
    if (!quiz.questions.includes(question)) return [`${quiz.quizId} has no question ${JSON.stringify(question)}`];
    if (typeof answer !== "string") return [`the answer to ${question} must be a text`];
    return answer.length > ANSWER_CHARACTERS_MAX ? [`the answer to ${question} is too long`] : [];
  });
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
