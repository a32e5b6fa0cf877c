/** A function that dies after it has acted, and before it could say so, acts again: with the same key. */
import { expect, it } from "vitest";
import { expectDrainsWithin, expectReceived } from "sluice/testing";
import { startOutsideService } from "./outside-service.ts";
import { quizCloud } from "./quiz-cloud.ts";
import { submit } from "./submit.ts";

it("keeps the first result when grading dies after it has written and published", async () => {
  const cloud = await quizCloud({ faults: [{ fault: "lambda-crash", target: "*:function:quiz-grade", count: 1 }] });
  const submissionId = await submit(cloud, "ada");
  const grade = cloud.fn("GradeFunction");
  await cloud.clock.runUntil(async () => (await grade.invocations()).length === 1);
  const key = `results/${submissionId}.json`;
  const first = (await cloud.bucket("DataBucket").get(key))?.text();

  await expectDrainsWithin(cloud.queue("GradingQueue"), "30s");
  expect((await grade.invocations()).length).toBe(2);
  expect((await cloud.bucket("DataBucket").get(key))?.text()).toBe(first);
  // Both runs have published: a standard topic passes that on, a FIFO topic does not.
  await expectReceived(cloud.queue("AnalyticsQueue"), { type: "submission.graded" }, { times: 2 });
  await expectReceived(cloud.queue("LeaderboardQueue"), { stage: "graded" }, { times: 1 });
});

it("tells the outside service twice under one key when the mark that it was told is lost", async () => {
  const outside = await startOutsideService();
  const cloud = await quizCloud({
    notificationUrl: outside.url,
    faults: [
      {
        fault: "error",
        target: "arn:aws:s3:::quiz-data-*/notifications/*",
        operation: "PutObject",
        count: 1,
        parameters: { code: "AccessDeniedException" },
      },
    ],
  });
  const submissionId = await submit(cloud, "ada");
  await cloud.clock.runUntil(() => outside.taken.length === 2, { within: "1m" });
  await expectDrainsWithin(cloud.queue("NotificationsQueue"), "30s");
  // Whoever is told twice can tell by the key that it is the same thing.
  expect(outside.taken).toEqual([submissionId, submissionId]);
});
