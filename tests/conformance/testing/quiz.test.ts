/** The quiz under the test kit: its own handlers in the test's process, and its own clients, which only know the environment. */
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  createCloud,
  expectDeadLettered,
  expectDrainsWithin,
  expectInvoked,
  expectNone,
  expectReceived,
  fromModule,
  type TestCloud,
} from "../../../src/testing/index.ts";
import { ROOT } from "./built-package.ts";

const HANDLERS = {
  SubmitFunction: fromModule(() => import("../../../examples/quiz/functions/submit/handler.ts")),
  StatusFunction: fromModule(() => import("../../../examples/quiz/functions/status/handler.ts")),
  SplitFunction: fromModule(() => import("../../../examples/quiz/functions/split/handler.ts")),
  GradeFunction: fromModule(() => import("../../../examples/quiz/functions/grade/handler.ts")),
  AnalyseFunction: fromModule(() => import("../../../examples/quiz/functions/analyse/handler.ts")),
  NotifyFunction: fromModule(() => import("../../../examples/quiz/functions/notify/handler.ts")),
  ArchiveFunction: fromModule(() => import("../../../examples/quiz/functions/archive/handler.ts")),
  LeaderboardFunction: fromModule(() => import("../../../examples/quiz/functions/leaderboard/handler.ts")),
};

const submission = (rubric: number) => ({
  attemptId: `attempt-${rubric}`,
  student: "ada@example.org",
  rubric,
  startedAt: "2026-03-02T10:00:00Z",
  submittedAt: "2026-03-02T10:20:00Z",
  answers: { q1: "a" },
});

let cloud: TestCloud;

beforeAll(async () => {
  // The template's own policies must be enough, as on AWS.
  cloud = await createCloud({ policies: "enforce" });
  await cloud.deploy(join(ROOT, "examples", "quiz"), {
    // Nobody listens there: what would be told is not, and goes back to its queue.
    parameters: { NotificationUrl: "http://127.0.0.1:9/" },
    handlers: HANDLERS,
  });
  const data = cloud.bucket("DataBucket");
  const quiz = { quizId: "queues", title: "Queues", closesAt: "2026-12-31T00:00:00Z", questions: ["q1"] };
  await data.put("quizzes/queues.json", quiz);
  await data.put("rubrics/queues/1.json", { quizId: "queues", version: 1, answers: { q1: "a" } });
});
afterAll(() => cloud.close());

describe("the quiz", () => {
  it("takes a submission, grades it, ranks it and archives it", async () => {
    const path = "/quizzes/queues/submissions";
    const accepted = await cloud.api("Api").request("POST", path, { body: submission(1) });
    expect(accepted.status).toBe(202);
    await expectReceived(cloud.queue("GradingQueue"), { type: "submission.accepted" }, { times: 1 });
    await expectDrainsWithin(cloud.queue("GradingQueue"), "2s");
    await expectInvoked(cloud.fn("GradeFunction"), undefined, { times: 1, outcome: "returned" });
    await expectReceived(cloud.queue("AnalyticsQueue"), { type: "submission.graded" }, { times: 1 });
    await expectDrainsWithin(cloud.queue("AuditQueue"), "10s");
    await expectDrainsWithin(cloud.queue("LeaderboardQueue"), "10s");
    await expectNone(cloud.queue("GradingDeadLetters"));
    const status = await cloud.api("Api").request("GET", String(accepted.headers["location"]));
    expect(status.json()).toMatchObject({ status: "graded", result: { percent: 100 } });
  });

  it("dead-letters what cannot be graded, and raises the alarm", async () => {
    await cloud.api("Api").request("POST", "/quizzes/queues/submissions", { body: submission(9) });
    await expectDrainsWithin(cloud.queue("GradingQueue"), "2m");
    await expectDeadLettered(cloud.queue("GradingQueue"), { type: "submission.accepted" }, { times: 1 });
    await cloud.clock.advance("2m");
    expect((await cloud.alarm("GradingDeadLettersAlarm").state()).state).toBe("ALARM");
    await expectReceived(cloud.queue("AlarmQueue"), { NewStateValue: "ALARM", AlarmName: "quiz-grading-dead-letters" });
  });
});
