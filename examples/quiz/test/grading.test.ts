/** What a submission is worth, and where it stands among others. */
import { describe, expect, it } from "vitest";
import { gradeSubmission, type Result } from "../functions/domain/grading.ts";
import { withResults, type Leaderboard } from "../functions/domain/leaderboard.ts";
import type { Quiz, Rubric } from "../functions/domain/quiz.ts";
import type { StoredSubmission } from "../functions/domain/submission.ts";

const quiz: Quiz = {
  quizId: "queues",
  title: "Queues",
  closesAt: "2026-03-31T18:00:00.000Z",
  questions: ["q1", "q2", "q3"],
};
const rubric: Rubric = { quizId: "queues", version: 1, answers: { q1: "a", q2: "b", q3: "c" } };
const now = "2026-04-01T00:00:00.000Z";

const stored = (answers: Record<string, string>, submittedAt = "2026-03-02T10:20:00.000Z"): StoredSubmission => ({
  submissionId: "s-1",
  fingerprint: "f",
  source: "api",
  acceptedAt: now,
  submission: {
    quizId: "queues",
    attemptId: "a-1",
    student: "ada@example.org",
    rubric: 1,
    startedAt: "2026-03-02T10:00:00.000Z",
    submittedAt,
    answers,
  },
});

describe("grading", () => {
  it.each([
    [{ q1: "a", q2: "b", q3: "c" }, 100],
    [{ q1: "a", q2: "b" }, 67],
    [{ q1: "b", q2: "b", q3: "d" }, 33],
    [{}, 0],
  ])("gives %j %i percent", (answers, percent) => {
    expect(gradeSubmission(stored(answers), { quiz, rubric, now })).toMatchObject({ outcome: "graded", percent });
  });

  it("takes a submission of the last moment and quarantines the next one", () => {
    const at = (time: string): string => gradeSubmission(stored({}, time), { quiz, rubric, now }).outcome;
    expect(at("2026-03-31T18:00:00.000Z")).toBe("graded");
    expect(at("2026-03-31T18:00:00.001Z")).toBe("quarantined");
  });

  it("says why it quarantines", () => {
    const result = gradeSubmission(stored({ q1: "a" }, "2026-04-02T00:00:00.000Z"), { quiz, rubric, now });
    expect(result.reason).toContain("the quiz closed at 2026-03-31T18:00:00.000Z");
    expect(result.percent).toBe(0);
  });

  it("measures how long the student took", () => {
    expect(gradeSubmission(stored({}), { quiz, rubric, now }).durationSeconds).toBe(1200);
  });
});

describe("a leaderboard", () => {
  const empty: Leaderboard = { quizId: "queues", places: [] };
  const result = (student: string, percent: number, durationSeconds = 600): Result => ({
    submissionId: `${student}-${percent}-${durationSeconds}`,
    quizId: "queues",
    attemptId: "a",
    student,
    outcome: "graded",
    percent,
    durationSeconds,
    gradedAt: now,
  });
  const names = (board: Leaderboard): string[] => board.places.map(({ student }) => student);

  it("puts more points first, then less time, then the name", () => {
    const results = [result("cleo", 80), result("bo", 90, 700), result("ada", 90, 650), result("abe", 80)];
    expect(names(withResults(empty, results))).toEqual(["ada", "bo", "abe", "cleo"]);
  });

  it("has each student once, with the best result", () => {
    const board = withResults(empty, [result("ada", 50), result("ada", 90), result("bo", 70)]);
    expect(board.places.map(({ student, percent }) => [student, percent])).toEqual([
      ["ada", 90],
      ["bo", 70],
    ]);
  });

  it("is the same whatever order results come in, and however often", () => {
    const results = Array.from({ length: 30 }, (_, index) => result(`student-${index % 17}`, (index * 7) % 100, index));
    const once = withResults(empty, results);
    const inParts = withResults(withResults(empty, results.slice(20).toReversed()), results.slice(0, 22));
    expect(withResults(inParts, results)).toEqual(once);
    expect(inParts).toEqual(once);
    expect(once.places).toHaveLength(10);
  });

  it("leaves the quarantined ones out", () => {
    expect(withResults(empty, [{ ...result("ada", 0), outcome: "quarantined" }]).places).toEqual([]);
  });
});
