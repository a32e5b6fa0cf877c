/** A client that got no answer sends again under the same key: it is one submission. */
import { expect, it } from "vitest";
import { expectReceived } from "sluice/testing";
import { quizCloud } from "./quiz-cloud.ts";
import { postSubmission, submit } from "./submit.ts";

it("takes a submission once that comes twice under one key, and says that it knew it", async () => {
  const cloud = await quizCloud();
  const first = await postSubmission(cloud, "ada", { idempotencyKey: "key-1" });
  const second = await postSubmission(cloud, "ada", { idempotencyKey: "key-1" });
  expect(first.json()).toMatchObject({ duplicate: false });
  expect([second.status, second.json()]).toEqual([202, { ...Object(first.json()), duplicate: true }]);
  await expectReceived(cloud.queue("GradingQueue"), undefined, { times: 1 });

  const other = await postSubmission(cloud, "ada", { idempotencyKey: "key-1", answers: { q1: "c" } });
  expect(other.status).toBe(422);
  // Without a key the content is the key.
  expect(await submit(cloud, "bo")).toBe(await submit(cloud, "bo"));
});

it("carries on where the first request stopped, when that one was never answered", async () => {
  // It stores and publishes, and dies before it marks and answers.
  const cloud = await quizCloud({ faults: [{ fault: "lambda-crash", target: "*:function:quiz-submit", count: 1 }] });
  const lost = await postSubmission(cloud, "ada", { idempotencyKey: "key-1" });
  expect(lost.status).toBe(500);
  const submissionId = await submit(cloud, "ada", { idempotencyKey: "key-1" });
  expect(await cloud.bucket("DataBucket").list("submissions/")).toEqual([`submissions/${submissionId}.json`]);
  await expectReceived(cloud.queue("LeaderboardQueue"), { stage: "started" }, { times: 1 });
});

it("takes it once when two requests with one key come at the same moment", async () => {
  const cloud = await quizCloud();
  const post = () => postSubmission(cloud, "ada", { idempotencyKey: "key-1" });
  const answers = await Promise.all([post(), post(), post()]);
  expect(answers.map(({ status }) => status)).toEqual([202, 202, 202]);
  expect(await cloud.bucket("DataBucket").list("submissions/")).toHaveLength(1);
  // Who found no mark publishes again; the ordered topic takes each event once all the same.
  await expectReceived(cloud.queue("LeaderboardQueue"), { stage: "submitted" }, { times: 1 });
});
