/** The order of an attempt's events. */
import { describe, expect, it } from "vitest";
import { advance, STAGES, type AttemptEvent, type AttemptProgress, type Stage } from "../functions/domain/attempt.ts";

const event = (stage: Stage): AttemptEvent => ({
  attemptId: "a-1",
  submissionId: "s-1",
  quizId: "queues",
  student: "ada@example.org",
  stage,
  at: "2026-03-02T10:00:00Z",
});

const effects = (stages: readonly Stage[]): string[] => {
  let progress: AttemptProgress | undefined;
  return stages.map((stage) => {
    const advanced = advance(progress, event(stage));
    ({ progress } = advanced);
    return advanced.effect;
  });
};

describe("an attempt", () => {
  it("takes its four events in their order", () => {
    expect(effects(STAGES)).toEqual(["applied", "applied", "applied", "applied"]);
  });

  it("does nothing when an event comes again, at once or late", () => {
    expect(effects(["started", "started", "answered", "started"])).toEqual([
      "applied",
      "repeated",
      "applied",
      "repeated",
    ]);
  });

  it.each<[Stage[]]>([[["answered"]], [["started", "submitted"]], [["started", "answered", "graded"]]])(
    "calls it a violation when an event comes before its time: %s",
    (stages) => {
      expect(effects(stages).at(-1)).toBe("violation");
    },
  );

  it("goes on after a violation, and calls the one that was overtaken a violation too", () => {
    expect(effects(["started", "submitted", "answered", "graded"])).toEqual([
      "applied",
      "violation",
      "violation",
      "applied",
    ]);
  });
});
