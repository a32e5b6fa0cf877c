/** A standard queue may deliver a message twice: what follows from it must be there once. */
import { expect, it } from "vitest";
import { expectDrainsWithin, expectReceived } from "sluice/testing";
import { quizCloud } from "./quiz-cloud.ts";
import { submit } from "./submit.ts";

it("grades a submission once whose message is delivered twice", async () => {
  const cloud = await quizCloud({ faults: [{ fault: "sqs-duplicate", target: "*:quiz-grading", count: 1 }] });
  const submissionId = await submit(cloud, "ada");
  await expectDrainsWithin(cloud.queue("GradingQueue"), "30s");
  await expectDrainsWithin(cloud.queue("LeaderboardQueue"), "30s");

  // It did come twice: two records of the same message.
  const deliveries = (await cloud.fn("GradeFunction").invocations()).flatMap(({ event }) => recordsOf(event));
  expect(deliveries.map(({ messageId }) => messageId)).toEqual([deliveries[0]?.messageId, deliveries[0]?.messageId]);

  // The first result stays, since it is only written where there is none.
  const data = cloud.bucket("DataBucket");
  expect(await data.list("results/")).toEqual([`results/${submissionId}.json`]);
  // Telling of it twice is harmless: the FIFO topic takes an event of the same deduplication id once.
  await expectReceived(cloud.queue("LeaderboardQueue"), { stage: "graded" }, { times: 1 });
  expect((await data.get("leaderboards/queues.json"))?.json()).toMatchObject({ places: [{ student: "ada" }] });
  expect(await data.list("violations/")).toEqual([]);
});

function recordsOf(event: unknown): readonly { readonly messageId: string }[] {
  return (event as { Records: { messageId: string }[] }).Records;
}
