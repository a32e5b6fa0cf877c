/** What happens to messages that nobody takes for days: they wait, and then they are gone without a word. */
import { expect, it } from "vitest";
import { cloudOf } from "./cloud-of.ts";

const DAY_SECONDS = 86_400;
const template = (days: number): string => `
Resources:
  Failed: {Type: "AWS::SQS::Queue", Properties: {QueueName: failed, MessageRetentionPeriod: ${days * DAY_SECONDS}}}
  Reports:
    Type: AWS::SQS::Queue
    Properties:
      QueueName: reports
      DelaySeconds: 900
      MessageRetentionPeriod: ${days * DAY_SECONDS}
      RedrivePolicy: {deadLetterTargetArn: !GetAtt Failed.Arn, maxReceiveCount: 1}
`;
const HELD = { visible: 1, inFlight: 0, delayed: 0 };
const EMPTY = { visible: 0, inFlight: 0, delayed: 0 };

it("is invisible for its delay, waits for four days, and expires", async () => {
  const cloud = await cloudOf(template(4));
  const reports = cloud.queue("Reports");
  await reports.send("report of January");
  await cloud.clock.set("2026-01-01T00:14:59Z");
  expect(await reports.depth()).toEqual({ visible: 0, inFlight: 0, delayed: 1 });
  await cloud.clock.set("2026-01-01T00:15:00Z");
  expect(await reports.depth()).toEqual(HELD);

  // The clock of its retention began when it was sent, not when it could first be received.
  await cloud.clock.set("2026-01-05T00:00:00Z");
  expect(await reports.depth()).toEqual(HELD);
  await cloud.clock.advance("1m");
  expect(await reports.depth()).toEqual(EMPTY);
  // Nobody is told; only its story says so.
  expect(cloud.lineage.find({ kind: "sqs.message", resource: await reports.arn() }).at(-1)).toMatchObject({
    outcome: "expired",
    reason: "It was in the queue for longer than 345600 seconds.",
  });
});

it("brings its age along into the dead-letter queue of a standard queue", async () => {
  const cloud = await cloudOf(template(1));
  const [reports, failed] = [cloud.queue("Reports"), cloud.queue("Failed")];
  await reports.send("report of January");
  await cloud.clock.set("2026-01-01T18:00:00Z");
  expect(await reports.receive({ visibilityTimeoutSeconds: 30 })).toHaveLength(1);
  await cloud.clock.advance("1m");
  expect(await reports.receive()).toEqual([]);
  expect(await failed.depth()).toEqual(HELD);

  // Three quarters of its day were over: so the retention of a dead-letter queue must be the longer one.
  await cloud.clock.set("2026-01-02T00:01:00Z");
  expect(await failed.depth()).toEqual(EMPTY);
});
