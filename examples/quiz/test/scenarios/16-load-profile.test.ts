/** Objectives under load: how fast a burst is worked off, how long each waits at a steady rate, and what it costs. */
import { expect, it } from "vitest";
import { expectCostLessThan, expectDrainsWithin, expectNone, receivedBy, type QueueHandle } from "sluice/testing";
import { quizCloud } from "./quiz-cloud.ts";
import { submit } from "./submit.ts";

/** Grading a batch takes two seconds. */
const GRADING = {
  fault: "lambda-delay",
  target: "*:function:quiz-grade",
  parameters: { milliseconds: 2_000 },
} as const;

it("works off a burst of forty within ten seconds", async () => {
  const cloud = await quizCloud({ faults: [GRADING] });
  await cloud.bucket("DataBucket").put("uploads/burst.csv", bulkFile(40));
  // Three at a time, ten in a batch, two seconds each: two rounds, and the second in which the first batch gathers.
  await expectDrainsWithin(cloud.queue("GradingQueue"), "10s");
  expect(await cloud.bucket("DataBucket").list("results/")).toHaveLength(40);
  await expectCostLessThan(cloud, 0.01);
});

it("keeps nobody waiting at one submission every four seconds", async () => {
  const cloud = await quizCloud({ faults: [GRADING] });
  for (let second = 0; second < 120; second += 4) {
    await submit(cloud, `student-${second}`);
    await cloud.clock.advance("4s");
  }
  const grading = cloud.queue("GradingQueue");
  await expectDrainsWithin(grading, "5s");
  expect(Math.max(...(await secondsInQueue(grading)))).toBeLessThanOrEqual(4);
  // The age of the oldest message has its alarm in the template, which stays silent.
  await expectNone(cloud.queue("AlarmQueue"), { AlarmName: "quiz-grading-age", NewStateValue: "ALARM" });
  await expectCostLessThan(cloud, 0.01);
});

it("misses its objectives, and says so, when grading takes a minute instead", async () => {
  const slow = { ...GRADING, parameters: { milliseconds: 60_000 } };
  const cloud = await quizCloud({ faults: [slow] });
  await cloud.bucket("DataBucket").put("uploads/burst.csv", bulkFile(20));
  await expect(expectDrainsWithin(cloud.queue("GradingQueue"), "10s")).rejects.toThrow("it still holds 20");
});

/** How long each message was in the queue before it was done with. */
async function secondsInQueue(queue: QueueHandle): Promise<readonly number[]> {
  return (await receivedBy(queue)).map(({ at, deletedAt }) => (Number(deletedAt) - Number(at)) / 1_000);
}

function bulkFile(rows: number): string {
  const times = "2026-01-01T10:00:00Z,2026-01-01T10:20:00Z";
  const lines = Array.from({ length: rows }, (_, row) => `queues,a-${row},student-${row},1,${times},q1=a;q2=b`);
  return ["quizId,attemptId,student,rubric,startedAt,submittedAt,answers", ...lines].join("\n");
}
