/** The data set: the same for the same seed, and of every kind. */
import { describe, expect, it } from "vitest";
import { readBulkFile } from "../functions/domain/bulk-file.ts";
import { gradeSubmission } from "../functions/domain/grading.ts";
import { submissionIdOf, validateSubmission, type Submission } from "../functions/domain/submission.ts";
import { FULL_SIZE, makeDataSet } from "../run/data-set.ts";

const dataSet = makeDataSet(7, "run");

describe("the data set", () => {
  it("is the same for the same seed, and another for another", () => {
    expect(makeDataSet(7, "run")).toEqual(dataSet);
    expect(makeDataSet(8, "run").sendings).not.toEqual(dataSet.sendings);
  });

  it("has at least two thousand submissions, and requests with different names", () => {
    const names = [...dataSet.sendings, ...dataSet.conflicts].map(({ name }) => name);
    expect(names.length + dataSet.bulk.rows).toBeGreaterThanOrEqual(2_000);
    expect(new Set(names).size).toBe(names.length);
  });

  it("has more than one message of 256 KiB in one submission", () => {
    expect(Math.max(...dataSet.sendings.map(({ body }) => body.length))).toBeGreaterThan(2 * 262_144);
  });

  it("says of each submission what the functions say", () => {
    const wrong = dataSet.sendings.filter(({ body, status, quizId, expected }) => {
      if (status !== 202) return false;
      const quiz = dataSet.quizzes.find((each) => each.quizId === quizId);
      const validated = validateSubmission(JSON.parse(body), quiz);
      if ("problems" in validated || quiz === undefined) return true;
      const { submission } = validated;
      const rubric = dataSet.rubrics.find((each) => each.quizId === quizId && each.version === submission.rubric);
      if (rubric === undefined) return expected?.outcome !== "poison";
      const stored = { submissionId: "s", fingerprint: "f", source: "api", acceptedAt: "", submission };
      const result = gradeSubmission(stored, { quiz, rubric, now: "" });
      return (
        result.outcome !== expected?.outcome || (expected.outcome === "graded" && result.percent !== expected.percent)
      );
    });
    expect(wrong).toEqual([]);
  });

  it("has malformed submissions that the API refuses", () => {
    const malformed = dataSet.sendings.filter(({ status }) => status === 400);
    expect(malformed.length).toBeGreaterThan(20);
    const taken = malformed.filter(({ body, quizId }) => {
      const quiz = dataSet.quizzes.find((each) => each.quizId === quizId);
      return body.endsWith("}") && "submission" in validateSubmission(JSON.parse(body), quiz);
    });
    expect(taken).toEqual([]);
  });

  it("has a bulk file whose rows are the same submissions as their content elsewhere", () => {
    const rows = readBulkFile(dataSet.bulk.name, dataSet.bulk.text);
    expect(rows).toHaveLength(dataSet.bulk.rows);
    const valid = rows.flatMap(({ input }) => {
      const quiz = dataSet.quizzes.find((each) => each.quizId === input["quizId"]);
      const validated = validateSubmission(input, quiz);
      return "submission" in validated ? [validated.submission] : [];
    });
    expect(valid).toHaveLength(dataSet.bulk.rows - dataSet.bulk.rejectedRows);
    const sentWithoutKey = dataSet.sendings.filter(({ status, idempotencyKey }) => status === 202 && !idempotencyKey);
    // Bodies that the maker wrote itself.
    const known = new Set(sentWithoutKey.map(({ body }) => submissionIdOf(JSON.parse(body) as Submission)));
    const fresh = new Set(valid.map((each) => submissionIdOf(each)).filter((id) => !known.has(id)));
    expect(fresh.size).toBe(dataSet.bulk.attempts.length);
    expect(fresh.size).toBeGreaterThan(FULL_SIZE.bulkRows * 0.8);
  });
});
