/** Quizzes and their rubrics: what is asked, until when, and which answers are right. */

/** A quiz, kept at `quizzes/{quizId}.json`. */
export interface Quiz {
  readonly quizId: string;
  readonly title: string;
  /** Submissions with a later time of their own are quarantined instead of graded. */
  readonly closesAt: string;
  readonly questions: readonly string[];
}

/** The right answers of a quiz in one version, kept at `rubrics/{quizId}/{version}.json`. */
export interface Rubric {
  readonly quizId: string;
  readonly version: number;
  readonly answers: Readonly<Record<string, string>>;
}

export function quizKey(quizId: string): string {
  return `quizzes/${quizId}.json`;
}

export function rubricKey(quizId: string, version: number): string {
  return `rubrics/${quizId}/${version}.json`;
}
