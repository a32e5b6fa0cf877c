/** A message whose visibility timeout ends while it is still being worked on is worked on again. */
import { SetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { expect, it } from "vitest";
import { cloudOf } from "./cloud-of.ts";

const template = (visibilityTimeoutSeconds: number): string => `
Transform: AWS::Serverless-2016-10-31
Resources:
  Failed: {Type: "AWS::SQS::Queue"}
  Orders:
    Type: AWS::SQS::Queue
    Properties:
      VisibilityTimeout: ${visibilityTimeoutSeconds}
      RedrivePolicy: {deadLetterTargetArn: !GetAtt Failed.Arn, maxReceiveCount: 3}
  Ship:
    Type: AWS::Serverless::Function
    Properties:
      {CodeUri: ., Handler: ship.handler, Runtime: nodejs22.x, Timeout: 30,
       Events: {Orders: {Type: SQS, Properties: {Queue: !GetAtt Orders.Arn, BatchSize: 1}}}}
`;
/** Shipping is done 20 seconds after the message was received. */
const SLOW = { fault: "lambda-delay", parameters: { milliseconds: 20_000 } } as const;

it("cannot be deployed so: Lambda refuses a queue that hides messages for less than the function's timeout", async () => {
  const deployed = cloudOf(template(10), { Ship: () => {} });
  await expect(deployed).rejects.toThrow(
    "Queue visibility timeout: 10 seconds is less than Function timeout: 30 seconds",
  );
});

it.each([
  ["ships three times when the timeout was shortened later", 12, { shipped: 3, failed: 1 }],
  ["ships once with six times the function's timeout", 180, { shipped: 1, failed: 0 }],
])("%s", async (_, visibilityTimeoutSeconds, { shipped, failed }) => {
  let shipments = 0;
  const cloud = await cloudOf(template(30), { Ship: () => void shipments++ }, { faults: [SLOW] });
  const QueueUrl = await cloud.queue("Orders").url();
  const Attributes = { VisibilityTimeout: String(visibilityTimeoutSeconds) };
  await new SQSClient(cloud.clientConfig()).send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));

  await cloud.queue("Orders").send("order 1");
  await cloud.clock.advance("10m");
  // Each run succeeds and deletes the message, with a receipt handle that is not the newest: which deletes nothing.
  expect(shipments).toBe(shipped);
  expect((await cloud.queue("Failed").depth()).visible).toBe(failed);
});
