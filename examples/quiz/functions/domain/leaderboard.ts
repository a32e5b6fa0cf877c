/** The leaderboard of a quiz: the best results, each student once, kept at `leaderboards/{quizId}.json`. */
import type { Result } from "./grading.ts";

export interface Place {
  readonly student: string;
  readonly percent: number;
  readonly durationSeconds: number;
  readonly submissionId: string;
}

export interface Leaderboard {
  readonly quizId: string;
  readonly places: readonly Place[];
}

const PLACES_MAX = 10;

/** Takes results in. Taking the same result in again changes nothing, whatever the order: so a retry is harmless. */
export function withResults(board: Leaderboard, results: readonly Result[]): Leaderboard {
  const candidates = results
    .filter((result) => result.outcome === "graded")
    .map(({ student, percent, durationSeconds, submissionId }) => ({
      student,
      percent,
      durationSeconds,
      submissionId,
    }));
  const ranked = [...board.places, ...candidates].toSorted(better);
  const firstOfStudent = ranked.filter(
    (place, index) => ranked.findIndex((other) => other.student === place.student) === index,
  );
  return { quizId: board.quizId, places: firstOfStudent.slice(0, PLACES_MAX) };
}

export function leaderboardKey(quizId: string): string {
  return `leaderboards/${quizId}.json`;
}

/** More points first, then less time, then the name, so that the order never depends on chance. */
function better(one: Place, other: Place): number {
  if (one.percent !== other.percent) return other.percent - one.percent;
  if (one.durationSeconds !== other.durationSeconds) return one.durationSeconds - other.durationSeconds;
  return `${one.student} ${one.submissionId}` < `${other.student} ${other.submissionId}` ? -1 : 1;
}
