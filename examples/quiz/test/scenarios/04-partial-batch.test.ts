/** One message of a batch fails: only that one comes again. */
import { expect, it } from "vitest";
import { expectInvoked } from "sluice/testing";
import { quizCloud } from "./quiz-cloud.ts";
import { submit } from "./submit.ts";

it("grades the others of a batch once, and hands back the one that failed", async () => {
  const cloud = await quizCloud();
  const ada = await submit(cloud, "ada");
  const bad = await submit(cloud, "bo", { rubric: 9 });
  const cleo = await submit(cloud, "cleo");

  // The mapping gathers for a second, so that the three go to the function together.
  await cloud.clock.advance("1s");
  const [first] = await cloud.fn("GradeFunction").invocations();
  expect(first?.event).toMatchObject({ Records: [{}, {}, {}] });
  expect(first?.result).toMatchObject({ batchItemFailures: [{ itemIdentifier: expect.any(String) }] });
  expect(await cloud.queue("GradingQueue").depth()).toEqual({ visible: 0, inFlight: 1, delayed: 0 });
  const graded = [ada, cleo].map((id) => `results/${id}.json`).toSorted();
  expect(await cloud.bucket("DataBucket").list("results/")).toEqual(graded);

  // What comes again after the visibility timeout is the one that failed, alone.
  await cloud.clock.advance("13s");
  const [, second, ...more] = await cloud.fn("GradeFunction").invocations();
  expect(more).toEqual([]);
  expect(second?.event).toMatchObject({ Records: [{ attributes: { ApproximateReceiveCount: "2" } }] });
  await expectInvoked(cloud.fn("GradeFunction"), (event) => JSON.stringify(event).includes(bad), { times: 2 });
});
