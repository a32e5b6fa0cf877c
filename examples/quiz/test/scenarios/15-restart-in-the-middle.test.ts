/** Everything stops while messages wait for another try: what goes on later begins where it stopped. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { createCloud, expectDeadLettered, expectDrainsWithin, Snapshot, type TestCloud } from "sluice/testing";
import { startOutsideService, type OutsideService } from "./outside-service.ts";
import { quizCloud, quizHandlers } from "./quiz-cloud.ts";
import { submit } from "./submit.ts";

it("goes on from a snapshot in a file", async () => {
  const outside = await startOutsideService();
  const before = await quizCloud({ notificationUrl: outside.url });
  const submissions = await leaveHalfDone(before, outside);
  const file = join(await temporaryFolder(), "snapshot");
  await (await before.snapshot()).save(file);
  await before.close();

  const after = await createCloud({ from: await Snapshot.load(file), handlers: quizHandlers() });
  onTestFinished(() => after.close());
  await expectAllDone(after, outside, submissions);
});

it("goes on from the folder of a cloud that was closed", async () => {
  const outside = await startOutsideService();
  const data = await temporaryFolder();
  const before = await quizCloud({ notificationUrl: outside.url, data });
  const submissions = await leaveHalfDone(before, outside);
  const startAt = before.clock.now();
  await before.close();

  const after = await createCloud({ data, startAt, handlers: quizHandlers() });
  onTestFinished(() => after.close());
  await expectAllDone(after, outside, submissions);
});

/** Two distinctions that nobody could be told of yet, and a poison message that has failed once. */
async function leaveHalfDone(cloud: TestCloud, outside: OutsideService): Promise<readonly string[]> {
  outside.isDown = true;
  const submissions = [await submit(cloud, "ada"), await submit(cloud, "bo")];
  await submit(cloud, "cleo", { rubric: 9 });
  await cloud.clock.advance("5s");
  expect(outside.refused).toBe(2);
  outside.isDown = false;
  return submissions;
}

async function expectAllDone(cloud: TestCloud, outside: OutsideService, submissions: readonly string[]): Promise<void> {
  for (const name of ["NotificationsQueue", "GradingQueue", "LeaderboardQueue", "AuditQueue", "AnalyticsQueue"]) {
    await expectDrainsWithin(cloud.queue(name), "2m");
  }
  expect(outside.taken.toSorted()).toEqual(submissions.toSorted());
  expect(await cloud.bucket("DataBucket").list("results/")).toHaveLength(2);
  // The receive before the restart counts: two more, and it is a dead letter.
  await expectDeadLettered(cloud.queue("GradingQueue"), undefined, { times: 1 });
  const failed = (await cloud.fn("GradeFunction").invocations()).filter(({ result }) =>
    /itemIdentifier/.test(JSON.stringify(result)),
  );
  expect(failed.length).toBe(2);
}

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "quiz-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}
