/** Dead letters of a fault that was repaired go back to their queue, and are handled as if nothing had happened. */
import { expect, it } from "vitest";
import { expectDrainsWithin } from "sluice/testing";
import { quizCloud } from "./quiz-cloud.ts";
import { submit } from "./submit.ts";

it("grades what was dead-lettered, once the missing rubric is there", async () => {
  const cloud = await quizCloud();
  const submissionId = await submit(cloud, "ada", { rubric: 9 });
  await expectDrainsWithin(cloud.queue("GradingQueue"), "1m");
  const letters = cloud.queue("GradingDeadLetters");
  expect((await letters.depth()).visible).toBe(1);

  // runbooks/redrive.md: repair the cause, then move them.
  await cloud.bucket("DataBucket").put("rubrics/queues/9.json", {
    quizId: "queues",
    version: 9,
    answers: { q1: "a", q2: "c" },
  });
  await letters.redrive();
  await expectDrainsWithin(letters, "1m");
  await expectDrainsWithin(cloud.queue("GradingQueue"), "1m");
  await expectDrainsWithin(cloud.queue("LeaderboardQueue"), "1m");

  const status = await cloud.api("Api").request("GET", `/submissions/${submissionId}`);
  expect(status.json()).toMatchObject({ status: "graded", result: { percent: 50 } });
  // It begins anew: a message that is redriven has all its receives before it.
  const last = (await cloud.fn("GradeFunction").invocations()).at(-1);
  expect(last?.event).toMatchObject({ Records: [{ attributes: { ApproximateReceiveCount: "1" } }] });
  const attempt = await cloud.bucket("DataBucket").get(`attempts/${submissionId}.json`);
  expect(attempt?.json()).toMatchObject({ stages: ["started", "answered", "submitted", "graded"] });
});
