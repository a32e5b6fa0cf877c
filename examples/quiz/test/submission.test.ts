/** What may be handed in, and what a submission is known by. */
import { describe, expect, it } from "vitest";
import type { Quiz } from "../functions/domain/quiz.ts";
import { fingerprintOf, submissionIdOf, validateSubmission, type Submission } from "../functions/domain/submission.ts";

const quiz: Quiz = { quizId: "queues", title: "Queues", closesAt: "2026-03-31T18:00:00Z", questions: ["q1", "q2"] };
const submission: Submission = {
  quizId: "queues",
  attemptId: "a-1",
  student: "ada@example.org",
  rubric: 1,
  startedAt: "2026-03-02T10:00:00Z",
  submittedAt: "2026-03-02T10:20:00Z",
  answers: { q1: "a", q2: "b" },
};

describe("a submission that comes in", () => {
  it("is taken when it is complete", () => {
    expect(validateSubmission(submission, quiz)).toEqual({ submission });
  });

  it("may leave the rubric out and then means the first", () => {
    const { rubric: _, ...without } = submission;
    expect(validateSubmission(without, quiz)).toEqual({ submission });
  });

  it.each([
    ["a list", [], "the submission must be a JSON object"],
    ["no attempt", { ...submission, attemptId: undefined }, "attemptId must be"],
    ["a student with a line break", { ...submission, student: "a\nb" }, "student must be"],
    ["a time in words", { ...submission, submittedAt: "soon" }, "submittedAt must be a time"],
    ["an end before the start", { ...submission, startedAt: "2026-03-02T11:00:00Z" }, "startedAt must not be after"],
    ["a rubric of a half", { ...submission, rubric: 0.5 }, "rubric must be"],
    ["answers in a list", { ...submission, answers: ["a"] }, "answers must be an object"],
    ["an answer to nothing", { ...submission, answers: { q3: "a" } }, 'queues has no question "q3"'],
    ["an answer that is a number", { ...submission, answers: { q1: 1 } }, "the answer to q1 must be a text"],
    ["an endless answer", { ...submission, answers: { q1: "a".repeat(2_000_001) } }, "the answer to q1 is too long"],
  ])("is refused with %s", (_, input, problem) => {
    const validated = validateSubmission(input, quiz);
    expect("problems" in validated ? validated.problems.join() : "taken").toContain(problem);
  });

  it("is refused when there is no such quiz", () => {
    expect(validateSubmission(submission, undefined)).toEqual({ problems: ['there is no quiz "queues"'] });
  });

  it("is told everything that is wrong at once", () => {
    const validated = validateSubmission({ ...submission, student: "", submittedAt: "soon" }, quiz);
    expect("problems" in validated ? validated.problems : []).toHaveLength(2);
  });
});

describe("the id of a submission", () => {
  it("is that of its key, whatever the content", () => {
    const other = { ...submission, answers: { q1: "c" } };
    expect(submissionIdOf(other, "k")).toBe(submissionIdOf(submission, "k"));
    expect(submissionIdOf(submission, "k")).toMatch(/^[0-9a-f]{32}$/);
  });

  it("is that of its content without a key, in whatever order the answers come", () => {
    const reordered = { ...submission, answers: { q2: "b", q1: "a" } };
    expect(submissionIdOf(reordered)).toBe(submissionIdOf(submission));
    expect(submissionIdOf({ ...submission, answers: { q1: "c", q2: "b" } })).not.toBe(submissionIdOf(submission));
  });

  it("belongs to one quiz", () => {
    expect(submissionIdOf({ ...submission, quizId: "events" }, "k")).not.toBe(submissionIdOf(submission, "k"));
  });

  it("cannot be mistaken for a key that looks like a content", () => {
    expect(submissionIdOf(submission, `content ${fingerprintOf(submission)}`)).not.toBe(submissionIdOf(submission));
  });
});
