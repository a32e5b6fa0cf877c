/** The checker finds what it is there to find. */
import { describe, expect, it } from "vitest";
import type { Result } from "../functions/domain/grading.ts";
import type { Observation } from "../run/observation.ts";
import type { LogLine } from "../run/run-log.ts";
import { verify } from "../run/verification.ts";

const sent = (name: string, expected: Extract<LogLine, { type: "sent" }>["expected"]): LogLine => ({
  type: "sent",
  name,
  status: 202,
  attemptId: name,
  ...(expected && { expected }),
});
const answered = (name: string, submissionId = `id-${name}`): LogLine => ({
  type: "answered",
  name,
  status: 202,
  submissionId,
  duplicate: false,
});

const log: LogLine[] = [
  sent("good", { outcome: "graded", percent: 90 }),
  answered("good"),
  sent("late", { outcome: "quarantined" }),
  answered("late"),
  sent("bad", { outcome: "poison" }),
  answered("bad"),
];

const result = (name: string, members: Partial<Result>): [string, Result] => [
  `id-${name}`,
  {
    submissionId: `id-${name}`,
    quizId: "queues",
    attemptId: name,
    student: "ada",
    outcome: "graded",
    percent: 90,
    durationSeconds: 60,
    gradedAt: "",
    ...members,
  },
];
const ALL = ["started", "answered", "submitted", "graded"] as const;

const right: Observation = {
  results: new Map([result("good", {}), result("late", { outcome: "quarantined", percent: 0 })]),
  progress: new Map([
    ["id-good", { attemptId: "good", stages: ALL }],
    ["id-late", { attemptId: "late", stages: ALL }],
    ["id-bad", { attemptId: "bad", stages: ALL.slice(0, 3) }],
  ]),
  report: undefined,
  violations: [],
  gradingDeadLetters: ["id-bad"],
  notificationDeadLetters: [],
  otherDeadLetters: 0,
  notified: new Set(["id-good"]),
  analysed: new Set(["id-good", "id-late"]),
  archived: new Set(["id-good", "id-late", "id-bad"]),
};

const problems = (observed: Partial<Observation>, lines = log): string[] =>
  verify(lines, { ...right, ...observed }).checks.flatMap((check) => check.problems);

describe("the checker", () => {
  it("is content with a run in which all is right", () => {
    expect(problems({})).toEqual([]);
    expect(verify(log, right).counts).toMatchObject({
      accepted: 3,
      graded: 1,
      quarantined: 1,
      deadLettered: 1,
      inFlight: 0,
    });
  });

  it.each<[string, Partial<Observation>, string]>([
    ["a lost submission", { results: new Map([result("good", {})]) }, "late was acknowledged and has no result"],
    ["a wrong outcome", { results: new Map([result("good", {}), result("late", {})]) }, "late was graded instead"],
    [
      "wrong points",
      { results: new Map([...right.results, result("good", { percent: 80 })]) },
      "good got 80 instead of 90",
    ],
    [
      "poison that was graded",
      { results: new Map([...right.results, result("bad", {})]) },
      "bad is poison and was graded",
    ],
    ["poison that is gone", { gradingDeadLetters: [] }, "id-bad is poison and no dead letter"],
    [
      "a dead letter that is none",
      { gradingDeadLetters: ["id-bad", "id-good"] },
      "id-good is a dead letter and not poison",
    ],
    ["a dead letter elsewhere", { otherDeadLetters: 1 }, "1 dead letters of analytics"],
    ["a violation", { violations: ["violations/x.json"] }, "records an event out of order"],
    [
      "a lost event",
      { progress: new Map([...right.progress, ["id-late", { attemptId: "late", stages: ["started", "graded"] }]]) },
      "the events of late were started,graded",
    ],
    ["a lost notification", { notified: new Set() }, "nobody was told of id-good"],
    ["a notification too many", { notified: new Set(["id-good", "id-late"]) }, "id-late is no distinction"],
    ["a hole in the analytics", { analysed: new Set(["id-late"]) }, "the analytics do not know id-good"],
    ["a hole in the archive", { archived: new Set(["id-good", "id-late"]) }, "the archive does not know id-bad"],
  ])("finds %s", (_, observed, problem) => {
    expect(problems(observed).join("; ")).toContain(problem);
  });

  it("finds an attempt that was accepted twice", () => {
    const again: LogLine = { ...sent("good", { outcome: "graded", percent: 90 }), name: "again" } as LogLine;
    expect(problems({}, [...log, again, answered("again", "id-other")]).join()).toContain("accepted under 2 ids");
  });

  it("finds a request that nobody answered", () => {
    const silent: LogLine = { type: "sent", name: "silent", status: 400 };
    expect(problems({}, [...log, silent])).toEqual(["silent was answered not at all instead of 400"]);
  });

  it("finds a bulk file without a report", () => {
    const bulk: LogLine = { type: "bulk", report: "reports/a.json", rows: 1, rejectedRows: 0, attempts: [] };
    expect(problems({}, [...log, bulk])).toEqual(["there is no reports/a.json"]);
  });
});
