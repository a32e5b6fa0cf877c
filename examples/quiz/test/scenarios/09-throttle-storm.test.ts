/** More pollers than the function may have invocations: messages are received for nothing, until they are dead letters. */
import { expect, it } from "vitest";
import { expectDrainsWithin } from "sluice/testing";
import { cloudOf } from "./cloud-of.ts";

const template = (scaling: string): string => `
Transform: AWS::Serverless-2016-10-31
Resources:
  Failed: {Type: "AWS::SQS::Queue"}
  Jobs:
    Type: AWS::SQS::Queue
    Properties:
      VisibilityTimeout: 20
      RedrivePolicy: {deadLetterTargetArn: !GetAtt Failed.Arn, maxReceiveCount: 3}
  Work:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: .
      Handler: work.handler
      Runtime: nodejs22.x
      Timeout: 20
      ReservedConcurrentExecutions: 2
      Events: {Jobs: {Type: SQS, Properties: {Queue: !GetAtt Jobs.Arn, BatchSize: 1${scaling}}}}
`;
/** Each job takes ten seconds. */
const SLOW = { fault: "lambda-delay", parameters: { milliseconds: 10_000 } } as const;
const JOBS = 30;

async function storm(scaling: string) {
  const done: string[] = [];
  const cloud = await cloudOf(
    template(scaling),
    { Work: ({ Records }: { Records: { body: string }[] }) => void done.push(...Records.map(({ body }) => body)) },
    { faults: [SLOW] },
  );
  for (let job = 0; job < JOBS; job++) await cloud.queue("Jobs").send(`job ${job}`);
  await expectDrainsWithin(cloud.queue("Jobs"), "10m");
  const deadLetters = (await cloud.queue("Failed").peek()).map(({ body }) => body);
  return { done, deadLetters, throttled: cloud.lineage.find({ kind: "lambda.throttled" }).length };
}

it("dead-letters good messages when nothing bounds the pollers", async () => {
  const { done, deadLetters, throttled } = await storm("");
  expect(throttled).toBeGreaterThan(0);
  expect(deadLetters.length).toBeGreaterThan(0);
  // Nothing is lost; but a job that was let in late is not done when its message is visible again, and is done twice.
  expect(new Set([...done, ...deadLetters]).size).toBe(JOBS);
  expect(done.length + deadLetters.length).toBeGreaterThan(JOBS);
});

it("throttles nobody when MaximumConcurrency is what the function has", async () => {
  const { done, deadLetters, throttled } = await storm(", ScalingConfig: {MaximumConcurrency: 2}");
  expect({ done: done.length, deadLetters, throttled }).toEqual({ done: JOBS, deadLetters: [], throttled: 0 });
});
