/** Accepting submissions: what is left when it stops halfway, and what a repetition then does. */
import { describe, expect, it } from "vitest";
import { acceptAll, type Acceptance, type Candidate, type Means } from "../functions/domain/acceptance.ts";
import { submissionIdOf, type Submission } from "../functions/domain/submission.ts";

const submission: Submission = {
  quizId: "queues",
  attemptId: "a-1",
  student: "ada@example.org",
  rubric: 1,
  startedAt: "2026-03-02T10:00:00Z",
  submittedAt: "2026-03-02T10:20:00Z",
  answers: { q1: "a" },
};
const candidate: Candidate = { submissionId: submissionIdOf(submission, "k"), submission, source: "api" };

/** A bucket and two topics in memory, which fail at the step of the given number. */
class Outside {
  readonly objects = new Map<string, unknown>();
  readonly published: string[] = [];
  #stepsLeft: number;

  constructor(stepsUntilFailure = Number.POSITIVE_INFINITY) {
    this.#stepsLeft = stepsUntilFailure;
  }

  failAfter(steps: number): void {
    this.#stepsLeft = steps;
  }

  means(): Means {
    const { objects, published } = this;
    const step = <T>(act: () => T): Promise<T> => {
      this.#stepsLeft--;
      return this.#stepsLeft < 0 ? Promise.reject(new Error("stopped")) : Promise.resolve(act());
    };
    return {
      now: "2026-03-02T10:20:01Z",
      objects: {
        create: (key, value) => step(() => !objects.has(key) && objects.set(key, value).has(key)),
        // What was put under the key is what is asked for.
        require: <T>(key: string) => step(() => objects.get(key) as T),
        text: (key) => step(() => objects.get(key)),
        put: (key, body) => step(() => void objects.set(key, body)),
      },
      topics: {
        publish: (events) => step(() => void published.push(...events.map(({ type }) => type))),
        publishAttempts: (events) => step(() => void published.push(...events.map(({ stage }) => stage))),
      },
    };
  }
}

const outcomes = (acceptances: readonly Acceptance[]): string[] => acceptances.map(({ outcome }) => outcome);

describe("accepting a submission", () => {
  it("stores it, tells of the attempt first and of the submission then", async () => {
    const outside = new Outside();
    expect(outcomes(await acceptAll([candidate], outside.means()))).toEqual(["accepted"]);
    expect([...outside.objects.keys()]).toEqual([
      `submissions/${candidate.submissionId}.json`,
      `published/${candidate.submissionId}`,
    ]);
    expect(outside.published).toEqual(["started", "answered", "submitted", "submission.accepted"]);
  });

  it("knows a repetition and publishes nothing again", async () => {
    const outside = new Outside();
    await acceptAll([candidate], outside.means());
    expect(outcomes(await acceptAll([candidate], outside.means()))).toEqual(["duplicate"]);
    expect(outside.published).toHaveLength(4);
  });

  it("refuses the key for another content", async () => {
    const outside = new Outside();
    await acceptAll([candidate], outside.means());
    const other = { ...candidate, submission: { ...submission, answers: { q1: "b" } } };
    expect(outcomes(await acceptAll([other], outside.means()))).toEqual(["conflict"]);
    expect(outside.published).toHaveLength(4);
  });

  it.each([1, 2, 3])("is carried on by a repetition when it stopped after step %i", async (steps) => {
    const outside = new Outside(steps);
    await expect(acceptAll([candidate], outside.means())).rejects.toThrow("stopped");
    outside.failAfter(Number.POSITIVE_INFINITY);
    await acceptAll([candidate], outside.means());
    expect(outside.objects.has(`published/${candidate.submissionId}`)).toBe(true);
    expect(outside.published.slice(-4)).toEqual(["started", "answered", "submitted", "submission.accepted"]);
  });

  it("calls its own row of a bulk file accepted when the file is split again", async () => {
    const outside = new Outside();
    const row = { ...candidate, source: "uploads/a.csv#1" };
    await acceptAll([row], outside.means());
    expect(outcomes(await acceptAll([row], outside.means()))).toEqual(["accepted"]);
    expect(outcomes(await acceptAll([{ ...row, source: "uploads/a.csv#2" }], outside.means()))).toEqual(["duplicate"]);
    expect(outside.published).toHaveLength(4);
  });
});
