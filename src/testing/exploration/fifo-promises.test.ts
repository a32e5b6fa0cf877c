/** Whatever a seed breaks, FIFO topics and queues keep what AWS promises: each message once, in the order of its group. */
import { expect, it } from "vitest";
import type { TestCloud } from "../test-cloud.ts";
import { explore } from "./explore.ts";

const TEMPLATE = `
Transform: AWS::Serverless-2016-10-31
Resources:
  Events: {Type: "AWS::SNS::Topic", Properties: {TopicName: events.fifo, FifoTopic: true}}
  Work: {Type: "AWS::SQS::Queue", Properties: {QueueName: work.fifo, FifoQueue: true}}
  Policy:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Ref Work]
      PolicyDocument: {Statement: {Effect: Allow, Principal: "*", Action: "sqs:SendMessage", Resource: "*"}}
  Subscription:
    Type: AWS::SNS::Subscription
    Properties: {TopicArn: !Ref Events, Protocol: sqs, Endpoint: !GetAtt Work.Arn, RawMessageDelivery: true}
  Handle:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: .
      Handler: handle.handler
      Runtime: nodejs22.x
      Events: {FromWork: {Type: SQS, Properties: {Queue: !GetAtt Work.Arn, BatchSize: 2}}}
`;

interface QueueEvent {
  readonly Records: readonly { readonly body: string }[];
}

it("once and in order, from a topic through a queue to a function", { timeout: 300_000 }, async () => {
  const prepare = async (cloud: TestCloud): Promise<void> => {
    await cloud.deploy(TEMPLATE, { handlers: { Handle: () => {} } });
  };
  let struck = 0;
  await explore({ seeds: 25, prepare }, async ({ cloud }) => {
    const handled: string[] = [];
    await cloud.fn("Handle").bind((event: QueueEvent) => {
      for (const { body } of event.Records) handled.push(body);
    });
    const sent = ["a1", "b1", "a2", "b2", "a3", "b3", "a4", "b4"];
    for (const body of sent) {
      await cloud.topic("Events").publish(body, { groupId: body.charAt(0), deduplicationId: body });
    }
    await cloud.clock.advance("30m");
    for (const group of ["a", "b"]) {
      expect(handled.filter((body) => body.startsWith(group))).toEqual(sent.filter((body) => body.startsWith(group)));
    }
    struck += cloud.lineage.find({ kind: "fault" }).length;
  });
  expect(struck).toBeGreaterThan(50);
});
