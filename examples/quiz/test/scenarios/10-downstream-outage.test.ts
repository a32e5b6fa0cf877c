/** What the functions call is away for a while: the queue is the retry, and drains when it is back. */
import { expect, it } from "vitest";
import { expectDeadLettered, expectDrainsWithin } from "sluice/testing";
import { startOutsideService } from "./outside-service.ts";
import { quizCloud } from "./quiz-cloud.ts";
import { submit } from "./submit.ts";

it("tells of each distinction once after a short outage", async () => {
  const outside = await startOutsideService();
  const cloud = await quizCloud({ notificationUrl: outside.url });
  outside.isDown = true;
  const submissions = [await submit(cloud, "ada"), await submit(cloud, "bo"), await submit(cloud, "cleo")];
  await cloud.clock.advance("12s");
  expect(outside.refused).toBe(6);

  outside.isDown = false;
  await expectDrainsWithin(cloud.queue("NotificationsQueue"), "10s");
  expect(outside.taken.toSorted()).toEqual(submissions.toSorted());
  expect((await cloud.queue("NotificationsDeadLetters").depth()).visible).toBe(0);
});

it("keeps them as dead letters when the outage outlasts the retries", async () => {
  const outside = await startOutsideService();
  const cloud = await quizCloud({ notificationUrl: outside.url });
  outside.isDown = true;
  await submit(cloud, "ada");
  // Three receives, eight seconds of visibility timeout each.
  await cloud.clock.advance("1m");
  expect(outside.refused).toBe(3);
  await expectDeadLettered(cloud.queue("NotificationsQueue"), { result: { student: "ada" } }, { times: 1 });
});
