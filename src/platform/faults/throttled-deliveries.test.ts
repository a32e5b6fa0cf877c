/** Throttles strike what services deliver to functions and queues as they strike calls from outside, and it is tried again. */
import { expect, it } from "vitest";
import { S3 } from "../../schema/generated/s3.ts";
import { SNS } from "../../schema/generated/sns.ts";
import { SQS } from "../../schema/generated/sqs.ts";
import { Lambda } from "../../schema/generated/lambda.ts";
import { type LambdaCloud, startLambdaCloud } from "../../services/lambda/lambda-cloud.contract.ts";
import { s3 } from "../../services/s3/service.ts";
import { sns } from "../../services/sns/service.ts";
import { sqs } from "../../services/sqs/service.ts";

const QUEUE = "arn:aws:sqs:us-east-1:000000000000:q";
const WORKER = "arn:aws:lambda:us-east-1:000000000000:function:worker";
const Policy = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: "*", Action: "sqs:*", Resource: "*" }],
});

/** Lets something happen that is to be delivered; what it needs was made before. */
type Source = (target: "function" | "queue", cloud: LambdaCloud) => Promise<() => Promise<unknown>>;

const topic: Source = async (target, cloud) => {
  const { TopicArn = "" } = await cloud.call(SNS.CreateTopic, { Name: "news" });
  const to = target === "function" ? { Protocol: "lambda", Endpoint: WORKER } : { Protocol: "sqs", Endpoint: QUEUE };
  await cloud.call(SNS.Subscribe, { TopicArn, ...to });
  return () => cloud.call(SNS.Publish, { TopicArn, Message: "m" });
};

const bucket: Source = async (target, cloud) => {
  const Events = ["s3:ObjectCreated:*" as const];
  const NotificationConfiguration =
    target === "function"
      ? { LambdaFunctionConfigurations: [{ LambdaFunctionArn: WORKER, Events }] }
      : { QueueConfigurations: [{ QueueArn: QUEUE, Events }] };
  const Bucket = "photos";
  await cloud.call(S3.CreateBucket, { Bucket });
  await cloud.call(S3.PutBucketNotificationConfiguration, {
    Bucket,
    NotificationConfiguration,
    SkipDestinationValidation: true,
  });
  return () => cloud.call(S3.PutObject, { Bucket, Key: "k" });
};

const asynchronously: Source = async (_, cloud) => {
  return () => cloud.call(Lambda.Invoke, { FunctionName: "worker", InvocationType: "Event" });
};

it.each<[string, "function" | "queue", Source, number]>([
  ["a topic", "queue", topic, 0],
  ["a topic", "function", topic, 0],
  ["a bucket", "queue", bucket, 0],
  ["a bucket", "function", bucket, 0],
  // The call that hands the event over is let pass; what is throttled is the run that follows.
  ["whoever invokes and does not wait", "function", asynchronously, 1],
])("from %s to a %s", async (_, target, source, skip) => {
  const cloud = await startLambdaCloud({ services: [sqs, sns, s3] });
  let runs = 0;
  await cloud.deploy("worker", () => void runs++);
  const { QueueUrl = "" } = await cloud.call(SQS.CreateQueue, { QueueName: "q", Attributes: { Policy } });
  const happen = await source(target, cloud);
  const operation = target === "function" ? "Invoke" : "SendMessage";
  cloud.faults().add({ fault: "throttle", operation, skip, count: 1 });
  await happen();
  await cloud.advance(10 * 60_000);
  const { Messages: messages = [] } = await cloud.call(SQS.ReceiveMessage, { QueueUrl, MaxNumberOfMessages: 10 });
  expect([runs, messages.length]).toEqual(target === "function" ? [1, 0] : [0, 1]);
  const hits = cloud.lineage().filter(({ kind }) => kind === "fault");
  expect(hits).toMatchObject([{ outcome: "throttled", resource: target === "function" ? WORKER : QUEUE }]);
  await cloud.stop();
});
