/**
 * In a FIFO queue a message that fails holds up its group, and no other. The later ones of the group are received with it
 * each time, so that they run out of receives with it: a dead-letter queue ends the order of all of them.
 */
import { expect, it } from "vitest";
import { expectDrainsWithin } from "sluice/testing";
import { cloudOf } from "./cloud-of.ts";

const template = (maxReceiveCount: number): string => `
Transform: AWS::Serverless-2016-10-31
Resources:
  Failed: {Type: "AWS::SQS::Queue", Properties: {FifoQueue: true}}
  Ledger:
    Type: AWS::SQS::Queue
    Properties:
      FifoQueue: true
      ContentBasedDeduplication: true
      VisibilityTimeout: 30
      RedrivePolicy: {deadLetterTargetArn: !GetAtt Failed.Arn, maxReceiveCount: ${maxReceiveCount}}
  Book:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: .
      Handler: book.handler
      Runtime: nodejs22.x
      Events:
        Ledger:
          {Type: SQS, Properties: {Queue: !GetAtt Ledger.Arn, FunctionResponseTypes: [ReportBatchItemFailures]}}
`;

interface QueueEvent {
  readonly Records: readonly {
    readonly messageId: string;
    readonly body: string;
    readonly attributes: { readonly MessageGroupId: string };
  }[];
}

it.each([
  ["a patient queue waits for it", 100, { booked: ["A-1", "A-2", "A-3"], failed: [] }],
  ["one of few receives gives up on the whole group", 3, { booked: [], failed: ["A-1", "A-2", "A-3"] }],
])("%s", async (_, maxReceiveCount, { booked, failed }) => {
  const done: string[] = [];
  let isBroken = true;
  const cloud = await cloudOf(template(maxReceiveCount), {
    Book({ Records }: QueueEvent) {
      const blocked = new Set<string>();
      const failures = Records.filter(({ body, attributes: { MessageGroupId: group } }) => {
        // What comes after a failure in its group must wait for it.
        if (blocked.has(group) || (isBroken && body === "A-1")) blocked.add(group);
        else done.push(body);
        return blocked.has(group);
      });
      return { batchItemFailures: failures.map(({ messageId }) => ({ itemIdentifier: messageId })) };
    },
  });
  const ledger = cloud.queue("Ledger");
  await ledger.sendBatch(["A-1", "A-2", "B-1", "A-3", "B-2"].map((body) => ({ body, groupId: body.slice(0, 1) })));
  await cloud.clock.advance("3m");
  expect(done).toEqual(["B-1", "B-2"]);

  isBroken = false;
  await expectDrainsWithin(ledger, "2m");
  expect(done).toEqual(["B-1", "B-2", ...booked]);
  expect((await cloud.queue("Failed").peek()).map(({ body }) => body)).toEqual(failed);
});
