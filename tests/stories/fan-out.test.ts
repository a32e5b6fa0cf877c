/** One upload and all that comes of it, over the wire and on a virtual clock; and everything still there after a restart. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CloudFormationClient, CreateStackCommand, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import {
  AddPermissionCommand,
  CreateEventSourceMappingCommand,
  CreateFunctionCommand,
  InvokeCommand,
  LambdaClient,
} from "@aws-sdk/client-lambda";
import {
  CreateBucketCommand,
  GetObjectCommand,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import {
  CreateTopicCommand,
  PublishCommand,
  SetTopicAttributesCommand,
  SNSClient,
  SubscribeCommand,
} from "@aws-sdk/client-sns";
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
  type Message,
} from "@aws-sdk/client-sqs";
import { strToU8, zipSync } from "fflate";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { LineageRecord } from "../../src/platform/lineage/lineage.ts";
import { ask, startWireCloud, type WireCloud } from "../harness/wire.ts";

const START = Date.UTC(2026, 0, 15, 12);
const MINUTE = 60_000;
const ROLE = "arn:aws:iam::000000000000:role/worker";
const arn = (service: string, name: string): string => `arn:aws:${service}:us-east-1:000000000000:${name}`;

/** A cloud with its clients. */
interface Workplace {
  readonly cloud: WireCloud;
  readonly sqs: SQSClient;
  readonly sns: SNSClient;
  readonly s3: S3Client;
  readonly lambda: LambdaClient;
  readonly logs: CloudWatchLogsClient;
  readonly cloudformation: CloudFormationClient;
  close(): Promise<void>;
}

let data: string;
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), "sluice-fan-out-"));
});
afterEach(() => rmSync(data, { recursive: true, force: true }));

async function open(at: number): Promise<Workplace> {
  const cloud = await startWireCloud({ data, clock: "virtual", startAt: at, seed: 5 });
  const config = cloud.clientConfig;
  const clients = {
    sqs: new SQSClient(config),
    sns: new SNSClient(config),
    s3: new S3Client({ ...config, forcePathStyle: true }),
    lambda: new LambdaClient(config),
    logs: new CloudWatchLogsClient(config),
    cloudformation: new CloudFormationClient(config),
  };
  return {
    cloud,
    ...clients,
    async close() {
      for (const client of Object.values(clients)) client.destroy();
      await cloud.close();
      expect(cloud.errors).toEqual([]);
    },
  };
}

/** Runs a part of a story in a cloud of its own, which is closed at the end of it. */
async function within<T>(act: (place: Workplace) => Promise<T>, at = START): Promise<T> {
  const place = await open(at);
  try {
    return await act(place);
  } finally {
    await place.close();
  }
}

const urlOf = ({ cloud }: Workplace, queue: string): string => `${cloud.endpoint}/000000000000/${queue}`;

async function createQueue(place: Workplace, name: string, Attributes: Record<string, string> = {}): Promise<string> {
  const Policy = JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: "*", Action: "sqs:SendMessage", Resource: "*" }],
  });
  await place.sqs.send(new CreateQueueCommand({ QueueName: name, Attributes: { Policy, ...Attributes } }));
  return arn("sqs", name);
}

async function createFunction({ lambda }: Workplace, name: string, code: string): Promise<string> {
  const Code = { ZipFile: zipSync({ "index.js": strToU8(code) }) };
  const settings = {
    Runtime: "nodejs20.x" as const,
    Handler: "index.handler",
    Role: ROLE,
    Timeout: 10,
    MemorySize: 512,
  };
  await lambda.send(new CreateFunctionCommand({ FunctionName: name, ...settings, Code }));
  return arn("lambda", `function:${name}`);
}

/** Receives and deletes what is visible now. */
async function take(place: Workplace, queue: string): Promise<readonly Message[]> {
  const QueueUrl = urlOf(place, queue);
  const all: Message[] = [];
  for (;;) {
    const asked = {
      QueueUrl,
      MaxNumberOfMessages: 10,
      AttributeNames: ["All" as const],
      MessageAttributeNames: ["All"],
    };
    const { Messages = [] } = await place.sqs.send(new ReceiveMessageCommand(asked));
    if (Messages.length === 0) return all;
    all.push(...Messages);
    for (const { ReceiptHandle } of Messages) {
      await place.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
  }
}

const bodies = (messages: readonly Message[]): readonly string[] => messages.map(({ Body = "" }) => Body);

async function logLines({ logs, cloud }: Workplace, name: string): Promise<readonly string[]> {
  await cloud.settle();
  const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName: `/aws/lambda/${name}` }));
  return events.map(({ message = "" }) => message);
}

async function lineage({ cloud }: Workplace, query: string): Promise<readonly LineageRecord[]> {
  const { body } = await ask(cloud, { method: "GET", path: `/_sluice/lineage?${query}` });
  // The admin API's own form.
  return (JSON.parse(body) as { records: readonly LineageRecord[] }).records;
}

/** Publishes what it is told of an upload, and refuses one kind of message. */
const ANNOUNCER = `
const { SNSClient, PublishCommand } = require("@aws-sdk/client-sns");
const sns = new SNSClient({});
exports.handler = async ({ Records }) => {
  for (const { body } of Records) {
    const key = JSON.parse(body).Records[0].s3.object.key;
    const attribute = (StringValue) => ({ DataType: "String", StringValue });
    await sns.send(new PublishCommand({
      TopicArn: process.env.TOPIC, Message: "uploaded " + key, Subject: "upload",
      MessageAttributes: { kind: attribute(key.split(".").pop()), from: attribute("announcer") },
    }));
  }
};`;

/** An upload fires a function that publishes; topic, filters, queues and dead letters behind it. Returns the last queue's ARN. */
async function wireUp(place: Workplace): Promise<string> {
  const { cloud, s3, sns, lambda } = place;
  const uploads = await createQueue(place, "uploads");
  await s3.send(new CreateBucketCommand({ Bucket: "inbox" }));
  const Filter = { Key: { FilterRules: [{ Name: "prefix" as const, Value: "in/" }] } };
  const QueueConfigurations = [{ QueueArn: uploads, Events: ["s3:ObjectCreated:*" as const], Filter }];
  await s3.send(
    new PutBucketNotificationConfigurationCommand({
      Bucket: "inbox",
      NotificationConfiguration: { QueueConfigurations },
    }),
  );

  const { TopicArn = "" } = await sns.send(new CreateTopicCommand({ Name: "news" }));
  const dead = await createQueue(place, "dead");
  const pictures = await createQueue(place, "pictures", {
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: dead, maxReceiveCount: 2 }),
  });
  const texts = await createQueue(place, "texts");
  const filter = (kind: string): string => JSON.stringify({ kind: [kind] });
  await sns.send(
    new SubscribeCommand({
      TopicArn,
      Protocol: "sqs",
      Endpoint: pictures,
      Attributes: { FilterPolicy: filter("png"), RawMessageDelivery: "true" },
    }),
  );
  await sns.send(
    new SubscribeCommand({ TopicArn, Protocol: "sqs", Endpoint: texts, Attributes: { FilterPolicy: filter("txt") } }),
  );
  const listener = await createFunction(
    place,
    "listener",
    `exports.handler = async ({ Records }) => console.log("heard", Records[0].Sns.Message)`,
  );
  await lambda.send(
    new AddPermissionCommand({
      FunctionName: "listener",
      StatementId: "sns",
      Action: "lambda:InvokeFunction",
      Principal: "sns.amazonaws.com",
    }),
  );
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: "lambda", Endpoint: listener }));
  await createFunction(place, "announcer", ANNOUNCER.replace("process.env.TOPIC", JSON.stringify(TopicArn)));
  await lambda.send(
    new CreateEventSourceMappingCommand({ EventSourceArn: uploads, FunctionName: "announcer", BatchSize: 1 }),
  );
  await cloud.advance(MINUTE);
  // What setting up has told is not the story.
  await take(place, "uploads");
  return dead;
}

/** The upload above, the dead letter below, what was filtered out among them: one tree, from wherever it is asked for. */
async function expectOneTree(place: Workplace, dead: string): Promise<void> {
  const notifications = await lineage(place, "kind=s3.notification");
  const upload = notifications.find(({ subject, outcome }) => subject === "in/cat.png" && outcome === "ok");
  const tree = await lineage(place, `trace=${upload?.id}`);
  const ids = new Set(tree.map(({ id }) => id));
  expect(tree.slice(1).every(({ parent }) => ids.has(parent))).toBe(true);
  const told = tree.map(
    ({ kind, resource, outcome }) => `${kind} ${resource.split(":").slice(5).join(":")} ${outcome}`,
  );
  expect(told).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^s3\.notification .*ok$/),
      "sqs.message uploads ok",
      "lambda.invocation function:announcer ok",
      "sns.published news ok",
      expect.stringMatching(/^sns\.delivery news:.* filtered-out$/),
      "sqs.message pictures ok",
      "lambda.invocation function:listener ok",
      "lambda.result function:listener ok",
      "sqs.received pictures ok",
      expect.stringMatching(/^sqs\.redrive .*dead-lettered$/),
      "sqs.deleted dead ok",
    ]),
  );
  // Asked from its last leaf, the same tree comes.
  const leaf = tree.find(({ kind, resource }) => kind === "sqs.deleted" && resource === dead);
  expect(await lineage(place, `trace=${leaf?.id}`)).toEqual(tree);
}

it("follows an upload to its last effect", { timeout: 60_000 }, () =>
  within(async (place) => {
    const { cloud, s3 } = place;
    const dead = await wireUp(place);
    await s3.send(new PutObjectCommand({ Bucket: "inbox", Key: "out/ignored.png", Body: "x" }));
    await s3.send(
      new PutObjectCommand({ Bucket: "inbox", Key: "in/cat.png", Body: "a cat", Metadata: { colour: "red" } }),
    );
    await cloud.settle();

    // The picture's queue has the bare message with its attributes; the text's queue has nothing.
    const QueueUrl = urlOf(place, "pictures");
    const receive = () =>
      place.sqs.send(new ReceiveMessageCommand({ QueueUrl, VisibilityTimeout: 30, MessageAttributeNames: ["All"] }));
    const { Messages: [picture] = [] } = await receive();
    expect(picture).toMatchObject({
      Body: "uploaded in/cat.png",
      MessageAttributes: { kind: { StringValue: "png" }, from: { StringValue: "announcer" } },
    });
    expect(await take(place, "texts")).toEqual([]);
    expect((await logLines(place, "listener")).filter((line) => line.includes("heard"))).toEqual([
      expect.stringMatching(/\tINFO\theard uploaded in\/cat\.png\n?$/),
    ]);

    // Twice received and never deleted, the third time it is moved away.
    await cloud.advance(30_000);
    expect((await receive()).Messages).toHaveLength(1);
    await cloud.advance(30_000);
    expect((await receive()).Messages).toBeUndefined();
    expect(bodies(await take(place, "dead"))).toEqual(["uploaded in/cat.png"]);

    await expectOneTree(place, dead);
  }),
);

it("gives back only the messages of a batch that failed", { timeout: 60_000 }, () =>
  within(async (place) => {
    const { cloud, sqs, lambda } = place;
    const dead = await createQueue(place, "failed");
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: dead, maxReceiveCount: 2 });
    const jobs = await createQueue(place, "jobs", { RedrivePolicy, VisibilityTimeout: "60" });
    const code = `exports.handler = async ({ Records }) => ({
    batchItemFailures: Records.filter(({ body, messageId }) => { console.log("got", body); return body.startsWith("bad") })
      .map(({ messageId }) => ({ itemIdentifier: messageId })) });`;
    await createFunction(place, "worker", code);
    const mapping = { EventSourceArn: jobs, FunctionName: "worker", BatchSize: 10, MaximumBatchingWindowInSeconds: 5 };
    await lambda.send(
      new CreateEventSourceMappingCommand({ ...mapping, FunctionResponseTypes: ["ReportBatchItemFailures"] }),
    );
    await cloud.advance(MINUTE);
    const Entries = ["good 1", "bad 2", "good 3"].map((MessageBody, index) => ({ Id: String(index), MessageBody }));
    await sqs.send(new SendMessageBatchCommand({ QueueUrl: urlOf(place, "jobs"), Entries }));
    await cloud.advance(10 * MINUTE);
    const got = (await logLines(place, "worker")).flatMap((line) => /\tgot (.*)/.exec(line)?.[1] ?? []);
    expect(got.toSorted()).toEqual(["bad 2", "bad 2", "good 1", "good 3"]);
    expect(bodies(await take(place, "failed"))).toEqual(["bad 2"]);
    expect(await take(place, "jobs")).toEqual([]);
  }),
);

it("keeps the order of a FIFO topic in its FIFO queues, and each message once", () =>
  within(async (place) => {
    const { cloud, sns } = place;
    const { TopicArn = "" } = await sns.send(
      new CreateTopicCommand({
        Name: "steps.fifo",
        Attributes: { FifoTopic: "true", ContentBasedDeduplication: "true" },
      }),
    );
    await sns.send(new SetTopicAttributesCommand({ TopicArn, AttributeName: "DisplayName", AttributeValue: "steps" }));
    const Endpoint = await createQueue(place, "steps.fifo", { FifoQueue: "true" });
    await sns.send(
      new SubscribeCommand({ TopicArn, Protocol: "sqs", Endpoint, Attributes: { RawMessageDelivery: "true" } }),
    );
    const sent: string[] = [];
    for (let number = 0; number < 12; number++) {
      const MessageGroupId = `g${number % 3}`;
      sent.push(`${MessageGroupId} ${number}`);
      for (let time = 0; time < 2; time++) {
        await sns.send(new PublishCommand({ TopicArn, MessageGroupId, Message: `${MessageGroupId} ${number}` }));
      }
    }
    await cloud.settle();
    const received = await take(place, "steps.fifo");
    const groupOf = (body: string): string => body.slice(0, 2);
    for (const group of ["g0", "g1", "g2"]) {
      const ofGroup = (body: string): boolean => groupOf(body) === group;
      expect(bodies(received).filter(ofGroup)).toEqual(sent.filter(ofGroup));
    }
    expect(received).toHaveLength(sent.length);
    for (const { Body = "", Attributes } of received) expect(Attributes?.MessageGroupId).toBe(groupOf(Body));
  }));

const STACK = `
Resources:
  Queue: { Type: AWS::SQS::Queue, Properties: { QueueName: of-the-stack, VisibilityTimeout: 77 } }
Outputs:
  Url: { Value: !Ref Queue }`;

it("finds everything again after a restart, and does what was still to be done", { timeout: 60_000 }, async () => {
  const stoppedAt = await within(async (place) => {
    const { cloud, sqs, s3, lambda, sns } = place;
    const results = await createQueue(place, "results");
    await createQueue(place, "kept");
    await createQueue(place, "later", { DelaySeconds: "300" });
    await sqs.send(
      new SendMessageCommand({
        QueueUrl: urlOf(place, "kept"),
        MessageBody: "still here",
        MessageAttributes: { n: { DataType: "Number", StringValue: "7" } },
      }),
    );
    await sqs.send(new SendMessageCommand({ QueueUrl: urlOf(place, "later"), MessageBody: "not yet" }));
    await s3.send(new CreateBucketCommand({ Bucket: "kept" }));
    await s3.send(
      new PutObjectCommand({ Bucket: "kept", Key: "a/ä ö.txt", Body: "contents", Metadata: { colour: "red" } }),
    );
    await place.cloudformation.send(new CreateStackCommand({ StackName: "kept", TemplateBody: STACK }));
    const code = `let count = 0; exports.handler = async (event) => ({ ...event, warm: count++ })`;
    await createFunction(place, "kept", code);
    const { TopicArn = "" } = await sns.send(new CreateTopicCommand({ Name: "kept" }));
    await sns.send(
      new SubscribeCommand({
        TopicArn,
        Protocol: "sqs",
        Endpoint: results,
        Attributes: { RawMessageDelivery: "true" },
      }),
    );
    await cloud.settle();
    // An event of which the first attempt fails waits a minute for its second one.
    const failing = `exports.handler = async () => { throw new Error("always") }`;
    await createFunction(place, "failing", failing);
    await cloud.settle();
    await lambda.send(
      new InvokeCommand({ FunctionName: "failing", InvocationType: "Event", Payload: JSON.stringify({ try: 1 }) }),
    );
    await cloud.settle();
    // Accepted and not yet run, or run: either way it is done once the cloud is back.
    await sns.send(new PublishCommand({ TopicArn, Message: "published last" }));
    return cloud.now();
  });

  await within(async (place) => {
    const { cloud, sqs, s3, lambda } = place;
    await cloud.settle();
    expect(await take(place, "kept")).toMatchObject([
      { Body: "still here", MessageAttributes: { n: { StringValue: "7" } } },
    ]);
    expect(bodies(await take(place, "results"))).toEqual(["published last"]);
    expect(await take(place, "later")).toEqual([]);
    const { Body, Metadata } = await s3.send(new GetObjectCommand({ Bucket: "kept", Key: "a/ä ö.txt" }));
    expect({ body: await Body?.transformToString(), Metadata }).toEqual({
      body: "contents",
      Metadata: { colour: "red" },
    });
    const { Stacks: [stack] = [] } = await place.cloudformation.send(new DescribeStacksCommand({ StackName: "kept" }));
    expect(stack).toMatchObject({ StackStatus: "CREATE_COMPLETE" });
    const { Payload, FunctionError } = await lambda.send(
      new InvokeCommand({ FunctionName: "kept", Payload: JSON.stringify({ hello: 1 }) }),
    );
    expect({ FunctionError, result: JSON.parse(Payload?.transformToString() ?? "") }).toMatchObject({
      result: { hello: 1, warm: 0 },
    });
    expect((await logLines(place, "failing")).filter((line) => line.startsWith("START"))).toHaveLength(1);

    await cloud.advance(5 * MINUTE);
    expect(bodies(await take(place, "later"))).toEqual(["not yet"]);
    expect((await logLines(place, "failing")).filter((line) => line.startsWith("START"))).toHaveLength(3);
    await sqs.send(new SendMessageCommand({ QueueUrl: urlOf(place, "of-the-stack"), MessageBody: "x" }));
  }, stoppedAt);
});
