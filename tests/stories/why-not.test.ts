/** Why an event did not arrive, through every kind of connection, told by the services themselves and real functions. */
import {
  CreateEventSourceMappingCommand,
  CreateFunctionCommand,
  LambdaClient,
  UpdateEventSourceMappingCommand,
} from "@aws-sdk/client-lambda";
import {
  CreateBucketCommand,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { CreateRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import { CreateQueueCommand, SendMessageBatchCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { strToU8, zipSync } from "fflate";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ask, startWireCloud, type WireCloud } from "../harness/wire.ts";

const MINUTE = 60_000;
const WORKER = `exports.handler = async ({ Records }) => {
  if (Records.every(({ body }) => body.startsWith("poison"))) throw new Error("it is poison");
  return { batchItemFailures: Records.filter(({ body }) => body === "bad").map(({ messageId }) => ({ itemIdentifier: messageId })) };
};`;

const arn = (service: string, resource: string): string => `arn:aws:${service}:us-east-1:000000000000:${resource}`;
let cloud: WireCloud;
let sqs: SQSClient;
let s3: S3Client;
let lambda: LambdaClient;
let mapping: string | undefined;

beforeAll(async () => {
  cloud = await startWireCloud({ clock: "virtual", startAt: Date.UTC(2026, 0, 15, 12), seed: 1 });
  sqs = new SQSClient(cloud.clientConfig);
  s3 = new S3Client({ ...cloud.clientConfig, forcePathStyle: true });
  lambda = new LambdaClient(cloud.clientConfig);
  const trust = { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" };
  const AssumeRolePolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [trust] });
  await new IAMClient(cloud.clientConfig).send(new CreateRoleCommand({ RoleName: "worker", AssumeRolePolicyDocument }));
  await queue("dead");
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arn("sqs", "dead"), maxReceiveCount: 1 });
  await queue("jobs", { RedrivePolicy });
  await queue("reports");
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName: "worker",
      Runtime: "nodejs20.x",
      Handler: "index.handler",
      Role: "arn:aws:iam::000000000000:role/worker",
      Timeout: 10,
      Code: { ZipFile: zipSync({ "index.js": strToU8(WORKER) }) },
    }),
  );
  const Filters = [{ Pattern: JSON.stringify({ body: [{ "anything-but": ["unwanted"] }] }) }];
  const created = await lambda.send(
    new CreateEventSourceMappingCommand({
      EventSourceArn: arn("sqs", "jobs"),
      FunctionName: "worker",
      FunctionResponseTypes: ["ReportBatchItemFailures"],
      FilterCriteria: { Filters },
      BatchSize: 10,
      MaximumBatchingWindowInSeconds: 5,
    }),
  );
  mapping = created.UUID;
  await s3.send(new CreateBucketCommand({ Bucket: "uploads" }));
  const rule = { Key: { FilterRules: [{ Name: "suffix" as const, Value: ".csv" }] } };
  const configuration = { Id: "reports", QueueArn: arn("sqs", "reports"), Events: ["s3:ObjectCreated:*" as const] };
  await s3.send(
    new PutBucketNotificationConfigurationCommand({
      Bucket: "uploads",
      NotificationConfiguration: { QueueConfigurations: [{ ...configuration, Filter: rule }] },
    }),
  );
  await cloud.advance(MINUTE);
});
afterAll(() => cloud.close());

async function queue(name: string, attributes: Record<string, string> = {}): Promise<void> {
  const statement = { Effect: "Allow", Principal: "*", Action: "sqs:SendMessage", Resource: "*" };
  const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
  await sqs.send(new CreateQueueCommand({ QueueName: name, Attributes: { Policy, ...attributes } }));
}

const urlOf = (name: string): string => `${cloud.endpoint}/000000000000/${name}`;

async function asked(message: string | undefined, target: string): Promise<string> {
  const query = new URLSearchParams({ message: message ?? "", target });
  const { body } = await ask(cloud, { method: "GET", path: `/_sluice/why-not?${query}` });
  const { verdict, sentence } = JSON.parse(body) as { verdict: string; sentence: string };
  return `${verdict}: ${sentence}`;
}

it("of a batch one message was handled, one reported as failed, and one filtered out", async () => {
  const Entries = ["good", "bad", "unwanted"].map((MessageBody, index) => ({ Id: String(index), MessageBody }));
  const { Successful = [] } = await sqs.send(new SendMessageBatchCommand({ QueueUrl: urlOf("jobs"), Entries }));
  const [good, bad, unwanted] = Successful.map(({ MessageId }) => MessageId);
  await cloud.advance(MINUTE);
  expect(await asked(good, "worker")).toMatch(/^delivered: Function worker was handed it .* and was done with it/);
  expect(await asked(unwanted, "worker")).toMatch(/^filtered-out: The message matches none of the mapping's filters/);
  expect(await asked(bad, "worker")).toMatch(
    /^dead-lettered: .* received once .* reported the message in batchItemFailures/,
  );
  expect(await asked(bad, "dead")).toMatch(/^waiting: Message \S+ came to queue dead/);
  expect(await asked(good, "dead")).toMatch(/^delivered: Queue dead takes the dead letters of queue jobs\. .* deleted/);
});

it("a function that throws dead-letters what it was handed, and its error is told", async () => {
  const { MessageId } = await sqs.send(new SendMessageCommand({ QueueUrl: urlOf("jobs"), MessageBody: "poison" }));
  await cloud.advance(MINUTE);
  expect(await asked(MessageId, arn("lambda", "function:worker"))).toMatch(
    /^dead-lettered: Function worker was tried with it\. It was received once .* The last attempt ended so: Error: it is poison/,
  );
});

it("a disabled mapping leaves messages in their queue", async () => {
  await lambda.send(new UpdateEventSourceMappingCommand({ UUID: mapping, Enabled: false }));
  await cloud.advance(MINUTE);
  const { MessageId } = await sqs.send(new SendMessageCommand({ QueueUrl: urlOf("jobs"), MessageBody: "good" }));
  expect(await asked(MessageId, "worker")).toMatch(
    /^not-subscribed: Function worker is fed from queue jobs\. It does not poll, because .* Disabled\. Message/,
  );
});

it("an object's key decides where its notification goes", async () => {
  for (const Key of ["may.csv", "may.txt"]) await s3.send(new PutObjectCommand({ Bucket: "uploads", Key, Body: "x" }));
  await cloud.settle();
  expect(await asked("may.csv", "reports")).toMatch(/^waiting: Message \S+ came to queue reports/);
  expect(await asked("may.txt", "reports")).toMatch(/^filtered-out: The key does not end with "\.csv"/);
  expect(await asked("may.csv", "dead")).toMatch(/^never-sent: Nothing sent it to queue dead\. It went to reports\.$/);
});
