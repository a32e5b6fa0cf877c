/** A report of failures that cannot be read counts as a failure of the whole batch; an empty one as success. */
import { expect, it } from "vitest";
import { cloudOf } from "./cloud-of.ts";

const TEMPLATE = `
Transform: AWS::Serverless-2016-10-31
Resources:
  Jobs: {Type: "AWS::SQS::Queue", Properties: {VisibilityTimeout: 60}}
  Work:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: .
      Handler: work.handler
      Runtime: nodejs22.x
      Events:
        Jobs:
          Type: SQS
          Properties:
            Queue: !GetAtt Jobs.Arn
            MaximumBatchingWindowInSeconds: 1
            FunctionResponseTypes: [ReportBatchItemFailures]
`;

// https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
it.each<[response: unknown, left: number]>([
  [undefined, 0],
  [{}, 0],
  [{ batchItemFailures: [] }, 0],
  [{ batchItemFailures: null }, 0],
  ["done", 2],
  [{ batchItemFailures: [{ itemIdentifier: "" }] }, 2],
  [{ batchItemFailures: [{ itemIdentifier: null }] }, 2],
  [{ batchItemFailures: [{ messageId: "misspelt" }] }, 2],
  [{ batchItemFailures: [{ itemIdentifier: "of-another-batch" }] }, 2],
])("after the response %j", async (response, left) => {
  const cloud = await cloudOf(TEMPLATE, { Work: () => response });
  const jobs = cloud.queue("Jobs");
  await jobs.send("one");
  await jobs.send("two");
  await cloud.clock.advance("2s");
  expect((await cloud.fn("Work").invocations()).length).toBe(1);
  expect(await jobs.depth()).toEqual({ visible: 0, inFlight: left, delayed: 0 });
});
