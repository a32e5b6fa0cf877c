/** S3 tells of an object at least once: a file that is split twice must not make its rows come twice. */
import { expect, it } from "vitest";
import { expectDrainsWithin } from "sluice/testing";
import { quizCloud } from "./quiz-cloud.ts";

const FILE = `quizId,attemptId,student,rubric,startedAt,submittedAt,answers
queues,a-1,ada,1,2026-01-01T10:00:00Z,2026-01-01T10:20:00Z,q1=a;q2=b
queues,a-2,bo,1,2026-01-01T10:00:00Z,2026-01-01T10:20:00Z,q1=a;q2=c
queues,a-3,cleo,1,soon,2026-01-01T10:20:00Z,q1=a
`;

it("takes each row of a bulk file in once, though the file is told of twice", async () => {
  const cloud = await quizCloud({ faults: [{ fault: "effect-duplicate", operation: "s3.deliver", count: 1 }] });
  const data = cloud.bucket("DataBucket");
  await data.put("uploads/monday.csv", FILE);
  await expectDrainsWithin(cloud.queue("GradingQueue"), "1m");
  await expectDrainsWithin(cloud.queue("LeaderboardQueue"), "1m");

  // The same object and the same sequencer: by it a consumer can tell a repetition from an overwrite.
  const [first, second, ...more] = (await cloud.fn("SplitFunction").invocations()).map(({ event }) => event);
  expect(more).toEqual([]);
  expect(first).toMatchObject({ Records: [{ s3: { object: { key: "uploads/monday.csv" } } }] });
  expect(second).toEqual(first);

  // The two runs go on side by side, so that each may find that nothing is published yet: then messages come twice, too.
  expect(await data.list("submissions/")).toHaveLength(2);
  expect(await data.list("results/")).toHaveLength(2);
  expect((await data.get("leaderboards/queues.json"))?.json()).toMatchObject({
    places: [{ student: "ada" }, { student: "bo" }],
  });
  expect(await data.list("violations/")).toEqual([]);
  // Whichever run wrote the report last: its own rows are no duplicates.
  expect((await data.get("reports/monday.json"))?.json()).toMatchObject({
    rows: 3,
    accepted: [expect.any(String), expect.any(String)],
    duplicates: 0,
    rejected: [{ row: 3 }],
  });
});
