/** A FIFO topic takes the same thing once in five minutes. After that the consumer must know it by itself. */
import { expect, it } from "vitest";
import { expectDrainsWithin, expectReceived } from "sluice/testing";
import { quizCloud } from "./quiz-cloud.ts";
import { submit } from "./submit.ts";

it("drops a repeated event for five minutes, and the leaderboard knows it after that", async () => {
  const cloud = await quizCloud();
  const submissionId = await submit(cloud, "ada");
  const leaderboard = cloud.queue("LeaderboardQueue");
  await expectDrainsWithin(cloud.queue("GradingQueue"), "30s");
  await expectDrainsWithin(leaderboard, "30s");
  const progress = async () => (await cloud.bucket("DataBucket").get(`attempts/${submissionId}.json`))?.json();
  const before = await progress();
  const started = { submissionId, attemptId: "attempt-of-ada", quizId: "queues", student: "ada", stage: "started" };
  const publishAgain = () =>
    cloud
      .topic("AttemptsTopic")
      .publish(started, { groupId: submissionId, deduplicationId: `${submissionId}-started` });
  await expectReceived(leaderboard, { stage: "started" }, { times: 1 });

  // Handled and deleted long ago, and still known: the window counts from the first publish.
  await cloud.clock.set("2026-01-01T00:04:59Z");
  await publishAgain();
  await expectReceived(leaderboard, { stage: "started" }, { times: 1 });

  await cloud.clock.set("2026-01-01T00:05:01Z");
  await publishAgain();
  await expectReceived(leaderboard, { stage: "started" }, { times: 2 });
  await expectDrainsWithin(leaderboard, "30s");
  expect(await progress()).toEqual(before);
  expect(await cloud.bucket("DataBucket").list("violations/")).toEqual([]);
});
