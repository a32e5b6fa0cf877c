/** The quiz in a cloud of one test: its own template, its own handlers in the test's process, and one quiz to answer. */
import { resolve } from "node:path";
import { onTestFinished, vi } from "vitest";
import { createCloud, fromModule, type CloudOptions, type Handler, type TestCloud } from "sluice/testing";

const QUIZ_FOLDER = resolve(import.meta.dirname, "..", "..");

/** What differs from the quiz as it is. */
export interface QuizCloudOptions extends CloudOptions {
  /** Where the outside notification service listens; nobody does when absent. */
  readonly notificationUrl?: string;
}

/** Deploys the quiz into a cloud that is closed when the test ends. The quiz `queues` closes with the year 2026. */
export async function quizCloud(options: QuizCloudOptions = {}): Promise<TestCloud> {
  const { notificationUrl = "http://127.0.0.1:9/", ...cloudOptions } = options;
  const cloud = await createCloud(cloudOptions);
  onTestFinished(() => cloud.close());
  await cloud.deploy(QUIZ_FOLDER, { parameters: { NotificationUrl: notificationUrl }, handlers: quizHandlers() });
  const data = cloud.bucket("DataBucket");
  const closesAt = "2026-12-31T00:00:00Z";
  await data.put("quizzes/queues.json", { quizId: "queues", title: "Queues", closesAt, questions: ["q1", "q2"] });
  await data.put("rubrics/queues/1.json", { quizId: "queues", version: 1, answers: { q1: "a", q2: "b" } });
  return cloud;
}

/**
 * The quiz's handlers, loaded anew: their modules make their clients when they are loaded, and Node.js loads a module
 * once, so that without this a second cloud's functions would go on talking to the first.
 */
export function quizHandlers(): Readonly<Record<string, Handler>> {
  vi.resetModules();
  return {
    SubmitFunction: fromModule(() => import("../../functions/submit/handler.ts")),
    StatusFunction: fromModule(() => import("../../functions/status/handler.ts")),
    SplitFunction: fromModule(() => import("../../functions/split/handler.ts")),
    GradeFunction: fromModule(() => import("../../functions/grade/handler.ts")),
    AnalyseFunction: fromModule(() => import("../../functions/analyse/handler.ts")),
    NotifyFunction: fromModule(() => import("../../functions/notify/handler.ts")),
    ArchiveFunction: fromModule(() => import("../../functions/archive/handler.ts")),
    LeaderboardFunction: fromModule(() => import("../../functions/leaderboard/handler.ts")),
  };
}
