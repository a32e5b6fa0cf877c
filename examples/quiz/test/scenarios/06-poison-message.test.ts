/** A message that can never be handled gives way after its last receive, and is kept for a person to look at. */
import { expect, it } from "vitest";
import { expectDeadLettered, expectDrainsWithin, expectInvoked, expectReceived } from "sluice/testing";
import { quizCloud } from "./quiz-cloud.ts";
import { submit } from "./submit.ts";

it("dead-letters a submission after three receives, grades the others, and raises the alarm", async () => {
  const cloud = await quizCloud();
  const poison = await submit(cloud, "bo", { rubric: 9 });
  const good = await submit(cloud, "ada");
  await expectDrainsWithin(cloud.queue("GradingQueue"), "1m");

  await expectInvoked(cloud.fn("GradeFunction"), (event) => JSON.stringify(event).includes(poison), { times: 3 });
  await expectDeadLettered(cloud.queue("GradingQueue"), { submissionId: poison }, { times: 1 });
  expect(await cloud.bucket("DataBucket").list("results/")).toEqual([`results/${good}.json`]);

  // It says where it comes from, and how often it was received.
  const [letter] = await cloud.queue("GradingDeadLetters").receive();
  expect(letter?.attributes).toMatchObject({
    DeadLetterQueueSourceArn: await cloud.queue("GradingQueue").arn(),
    ApproximateReceiveCount: "4",
  });
  await cloud.clock.advance("3m");
  await expectReceived(cloud.queue("AlarmQueue"), { AlarmName: "quiz-grading-dead-letters", NewStateValue: "ALARM" });
});
