/** Policies of queues, topics and functions, enforced: what AWS's own client is told, and what becomes of events. */
import { PutBucketNotificationConfigurationCommand, S3Client } from "@aws-sdk/client-s3";
import { PublishCommand, SNSClient, SubscribeCommand } from "@aws-sdk/client-sns";
import {
  AddPermissionCommand,
  DeleteMessageBatchCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createCloud, expectInvoked, expectNone, expectReceived, type TestCloud } from "../../src/testing/index.ts";

const TEMPLATE = `
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders: {Type: "AWS::SNS::Topic", Properties: {TopicName: orders}}
  Jobs: {Type: "AWS::SQS::Queue", Properties: {QueueName: jobs}}
  Lost: {Type: "AWS::SQS::Queue", Properties: {QueueName: lost}}
  LostPolicy:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Ref Lost]
      PolicyDocument:
        Statement: {Effect: Allow, Principal: {Service: sns.amazonaws.com}, Action: "sqs:SendMessage", Resource: "*"}
  Work:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: work
      CodeUri: .
      Handler: index.handler
      Runtime: nodejs22.x
      Events: {Jobs: {Type: SQS, Properties: {Queue: !GetAtt Jobs.Arn}}}
  Told:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: told
      CodeUri: .
      Handler: index.handler
      Runtime: nodejs22.x
      Events: {Topic: {Type: SNS, Properties: {Topic: !Ref Orders}}}
  Uploads: {Type: "AWS::S3::Bucket", Properties: {BucketName: uploads}}
`;
const JOBS = "arn:aws:sqs:us-east-1:000000000000:jobs";
const LOST = "arn:aws:sqs:us-east-1:000000000000:lost";
const TOPIC = "arn:aws:sns:us-east-1:000000000000:orders";

let cloud: TestCloud;
beforeEach(async () => {
  cloud = await createCloud({ policies: "enforce" });
  await cloud.deploy(TEMPLATE, { handlers: { Work: () => {}, Told: () => {} } });
});
afterEach(() => cloud.close());

const STRANGER = { accessKeyId: "222222222222", secretAccessKey: "test" };
const sqs = (credentials?: typeof STRANGER): SQSClient =>
  new SQSClient({ ...cloud.clientConfig(), ...(credentials && { credentials }) });
const sns = (credentials?: typeof STRANGER): SNSClient =>
  new SNSClient({ ...cloud.clientConfig(), ...(credentials && { credentials }) });

const setPolicy = async (statement: object): Promise<void> => {
  const Policy = JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Resource: JOBS, ...statement }],
  });
  await sqs().send(
    new SetQueueAttributesCommand({ QueueUrl: await cloud.queue("Jobs").url(), Attributes: { Policy } }),
  );
};
const fromTopic = {
  Principal: { Service: "sns.amazonaws.com" },
  Action: "sqs:SendMessage",
  Condition: { ArnEquals: { "aws:SourceArn": TOPIC } },
};

describe("a topic delivers to a queue", () => {
  const publish = async (): Promise<string> => {
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: LOST });
    const subscription = { TopicArn: TOPIC, Protocol: "sqs", Endpoint: JOBS, Attributes: { RedrivePolicy } };
    await sns().send(new SubscribeCommand(subscription));
    await sns().send(new PublishCommand({ TopicArn: TOPIC, Message: "hello" }));
    await cloud.settle();
    return cloud.lineage
      .find({ kind: "sqs.SendMessage" })
      .map(({ outcome, reason }) => `${outcome}: ${reason}`)
      .join();
  };

  it("that lets it", async () => {
    await setPolicy(fromTopic);
    await publish();
    await expectReceived(cloud.queue("Jobs"), undefined, { times: 1 });
  });

  it.each([
    ["without a policy", undefined],
    ["whose policy lets another topic", { ...fromTopic, Condition: { ArnEquals: { "aws:SourceArn": `${TOPIC}2` } } }],
    ["whose policy lets it receive alone", { ...fromTopic, Action: "sqs:ReceiveMessage" }],
  ])("%s: it is denied, at once dead-lettered, and the story says why", async (_, statement) => {
    if (statement !== undefined) await setPolicy(statement);
    const story = await publish();
    await expectNone(cloud.queue("Jobs"));
    await expectReceived(cloud.queue("Lost"), undefined, { times: 1 });
    expect(story).toContain(
      "denied: User: sns.amazonaws.com is not authorized to perform: sqs:sendmessage on resource: " +
        `${JOBS} because no resource-based policy allows the sqs:sendmessage action`,
    );
  });
});

describe("another account", () => {
  it("may send to a queue as soon as it is permitted, singly and in batches, and do nothing else", async () => {
    const QueueUrl = await cloud.queue("Jobs").url();
    const send = () => sqs(STRANGER).send(new SendMessageCommand({ QueueUrl, MessageBody: "hello" }));
    await expect(send()).rejects.toMatchObject({
      name: "AccessDenied",
      message:
        "User: arn:aws:iam::222222222222:root is not authorized to perform: sqs:sendmessage on resource: " +
        `${JOBS} because no resource-based policy allows the sqs:sendmessage action`,
      $metadata: { httpStatusCode: 403 },
    });
    const permission = { QueueUrl, Label: "friends", AWSAccountIds: ["222222222222"], Actions: ["SendMessage"] };
    await sqs().send(new AddPermissionCommand(permission));
    await send();
    const Entries = [{ Id: "1", MessageBody: "hello" }];
    expect(await sqs(STRANGER).send(new SendMessageBatchCommand({ QueueUrl, Entries }))).toMatchObject({
      Successful: [{ Id: "1" }],
    });
    await expect(sqs(STRANGER).send(new ReceiveMessageCommand({ QueueUrl }))).rejects.toThrow("sqs:receivemessage");
    const deletion = new DeleteMessageBatchCommand({ QueueUrl, Entries: [{ Id: "1", ReceiptHandle: "x" }] });
    await expect(sqs(STRANGER).send(deletion)).rejects.toThrow("sqs:deletemessage action");
  });

  it("may not publish to a topic", async () => {
    await expect(sns(STRANGER).send(new PublishCommand({ TopicArn: TOPIC, Message: "hello" }))).rejects.toMatchObject({
      name: "AuthorizationErrorException",
      message: `User: arn:aws:iam::222222222222:root is not authorized to perform: SNS:Publish on resource: ${TOPIC} because no resource-based policy allows the SNS:Publish action`,
    });
  });
});

it("a denial binds the owner's account too", async () => {
  await setPolicy({ Effect: "Deny", Principal: "*", Action: "sqs:PurgeQueue" });
  const QueueUrl = await cloud.queue("Jobs").url();
  await expect(sqs().send(new PurgeQueueCommand({ QueueUrl }))).rejects.toThrow(
    `is not authorized to perform: sqs:purgequeue on resource: ${JOBS} with an explicit deny in a resource-based policy`,
  );
  await cloud.queue("Jobs").send("hello");
  await expectReceived(cloud.queue("Jobs"), "hello", { times: 1 });
});

it("a mapping reads its queue with the function's role, and SAM's permission lets the topic invoke", async () => {
  await cloud.queue("Jobs").send("hello");
  await expectInvoked(cloud.fn("Work"), undefined, { times: 1, outcome: "returned" });
  await cloud.topic("Orders").publish("hello");
  await expectInvoked(cloud.fn("Told"), undefined, { times: 1, outcome: "returned" });
});

describe("a bucket notifies", () => {
  const notify = (configuration: object) =>
    new S3Client(cloud.clientConfig()).send(
      new PutBucketNotificationConfigurationCommand({ Bucket: "uploads", NotificationConfiguration: configuration }),
    );
  const Events = ["s3:ObjectCreated:*" as const];

  it("a queue that lets it", async () => {
    const toQueue = { QueueConfigurations: [{ QueueArn: JOBS, Events }] };
    await expect(notify(toQueue)).rejects.toThrow("Unable to validate the following destination configurations");
    const Condition = {
      StringEquals: { "aws:SourceAccount": "000000000000" },
      ArnLike: { "aws:SourceArn": "arn:aws:s3:*:*:uploads" },
    };
    await setPolicy({ Principal: { Service: "s3.amazonaws.com" }, Action: "SQS:SendMessage", Condition });
    await notify(toQueue);
    await cloud.bucket("Uploads").put("a.txt", "a");
    await expectReceived(cloud.queue("Jobs"), { Records: [{ eventSource: "aws:s3" }] }, { times: 1 });
  });

  it.each([
    [
      "no function",
      {
        LambdaFunctionConfigurations: [
          { LambdaFunctionArn: "arn:aws:lambda:us-east-1:000000000000:function:work", Events },
        ],
      },
    ],
    ["no topic with the policy that topics begin with", { TopicConfigurations: [{ TopicArn: TOPIC, Events }] }],
  ])("%s unless it is permitted", async (_, configuration) => {
    await expect(notify(configuration)).rejects.toThrow("Unable to validate the following destination configurations");
  });
});

it("nobody without a name may do anything, unless everybody may", async () => {
  const endpoint = await cloud.listen();
  const send = async () =>
    fetch(endpoint, {
      method: "POST",
      headers: { "content-type": "application/x-amz-json-1.0", "x-amz-target": "AmazonSQS.SendMessage" },
      body: JSON.stringify({ QueueUrl: await cloud.queue("Jobs").url(), MessageBody: "hello" }),
    });
  expect((await send()).status).toBe(403);
  await setPolicy({ Principal: "*", Action: "sqs:*" });
  expect((await send()).status).toBe(200);
});

it("a condition on what the cloud does not know is refused by name", async () => {
  await setPolicy({ Principal: "*", Action: "sqs:*", Condition: { IpAddress: { "aws:SourceIp": "10.0.0.0/8" } } });
  await expect(cloud.queue("Jobs").send("hello")).rejects.toThrow(
    `Sluice does not implement condition key aws:sourceip in the policy of ${JOBS}`,
  );
});

it("nothing is denied unless it is asked for", async () => {
  const lax = await createCloud();
  await lax.deploy(TEMPLATE, { handlers: { Work: () => {}, Told: () => {} } });
  const client = new SQSClient({ ...lax.clientConfig(), credentials: STRANGER });
  await client.send(new SendMessageCommand({ QueueUrl: await lax.queue("Jobs").url(), MessageBody: "hello" }));
  await lax.close();
});
