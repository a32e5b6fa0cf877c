/**
 * The events that really arrive at a function, from every source that there is, read with the schemas that functions on AWS
 * read them with: those of Powertools for AWS Lambda.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  APIGatewayProxyEventSchema,
  APIGatewayProxyEventV2Schema,
  CloudWatchLogsSchema,
  LambdaFunctionUrlSchema,
  S3Schema,
  SnsSchema,
  SqsSchema,
} from "@aws-lambda-powertools/parser/schemas";
import { CloudFormationClient, CreateStackCommand, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { CloudWatchClient, PutMetricAlarmCommand, SetAlarmStateCommand } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient, CreateLogStreamCommand, PutLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { LambdaClient, UpdateFunctionUrlConfigCommand } from "@aws-sdk/client-lambda";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { ask, startWireCloud, type RawAnswer, type WireCloud } from "../harness/wire.ts";

const FUNCTION_ARN = "arn:aws:lambda:us-east-1:000000000000:function:catcher";

/** Appends each event to a file, which is where this test reads it. */
const CODE = `
const { appendFileSync } = require("node:fs");
exports.handler = async (event) => {
  appendFileSync(process.env.EVENTS, JSON.stringify(event) + "\\n");
  return { statusCode: 200, body: "caught" };
};`;

let folder: string;
let events: string;
let cloud: WireCloud;
let outputs: ReadonlyMap<string, string>;
let closing: (() => void)[];

/** The event that came of `act`; whatever came before is forgotten. */
async function caught(act: () => Promise<unknown>): Promise<unknown> {
  writeFileSync(events, "");
  await act();
  await cloud.settle();
  const lines = readFileSync(events, "utf8").split("\n").filter(Boolean);
  expect(lines).toHaveLength(1);
  return JSON.parse(lines[0] ?? "null");
}

const output = (name: string): string => outputs.get(name) ?? "";

function template(): string {
  const ref = (Ref: string): object => ({ Ref });
  const arnOf = (id: string): object => ({ "Fn::GetAtt": [id, "Arn"] });
  const Queue = (id: string): object => ({ Type: "SQS", Properties: { Queue: arnOf(id), BatchSize: 1 } });
  return JSON.stringify({
    Transform: "AWS::Serverless-2016-10-31",
    Resources: {
      Queue: { Type: "AWS::SQS::Queue", Properties: { QueueName: "standard" } },
      Fifo: { Type: "AWS::SQS::Queue", Properties: { QueueName: "ordered.fifo", FifoQueue: true } },
      Topic: { Type: "AWS::SNS::Topic", Properties: { TopicName: "news" } },
      Journal: { Type: "AWS::Logs::LogGroup", Properties: { LogGroupName: "journal" } },
      Errors: {
        Type: "AWS::Logs::SubscriptionFilter",
        Properties: {
          LogGroupName: ref("Journal"),
          FilterName: "errors",
          FilterPattern: "ERROR",
          DestinationArn: arnOf("Catcher"),
        },
      },
      Photos: { Type: "AWS::S3::Bucket", Properties: { BucketName: "photos" } },
      Catcher: {
        Type: "AWS::Serverless::Function",
        Properties: {
          FunctionName: "catcher",
          Runtime: "nodejs20.x",
          Handler: "index.handler",
          InlineCode: CODE,
          Environment: { Variables: { EVENTS: events } },
          FunctionUrlConfig: { AuthType: "NONE" },
          Events: {
            Standard: Queue("Queue"),
            Ordered: Queue("Fifo"),
            News: { Type: "SNS", Properties: { Topic: ref("Topic") } },
            Photo: { Type: "S3", Properties: { Bucket: ref("Photos"), Events: "s3:ObjectCreated:*" } },
            Http: { Type: "HttpApi", Properties: { Path: "/things/{id}", Method: "ANY" } },
            Rest: { Type: "Api", Properties: { Path: "/things/{id}", Method: "ANY" } },
          },
        },
      },
    },
    Outputs: {
      Url: { Value: { "Fn::GetAtt": ["CatcherUrl", "FunctionUrl"] } },
      HttpApi: { Value: ref("ServerlessHttpApi") },
      RestApi: { Value: ref("ServerlessRestApi") },
      Topic: { Value: ref("Topic") },
    },
  });
}

let sqs: SQSClient;
let sns: SNSClient;
let s3: S3Client;
let lambda: LambdaClient;
let cloudwatch: CloudWatchClient;
let logs: CloudWatchLogsClient;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "sluice-events-"));
  events = join(folder, "events");
  cloud = await startWireCloud({ data: join(folder, "data"), clock: "virtual", seed: 5 });
  const config = cloud.clientConfig;
  const cloudformation = new CloudFormationClient(config);
  const clients = {
    sqs: (sqs = new SQSClient(config)),
    sns: (sns = new SNSClient(config)),
    s3: (s3 = new S3Client({ ...config, forcePathStyle: true })),
    lambda: (lambda = new LambdaClient(config)),
    cloudwatch: (cloudwatch = new CloudWatchClient(config)),
    logs: (logs = new CloudWatchLogsClient(config)),
    cloudformation,
  };
  closing = Object.values(clients).map((client) => () => client.destroy());
  const Capabilities = ["CAPABILITY_IAM" as const, "CAPABILITY_AUTO_EXPAND" as const];
  await cloudformation.send(new CreateStackCommand({ StackName: "events", TemplateBody: template(), Capabilities }));
  await cloud.settle();
  const { Stacks = [] } = await cloudformation.send(new DescribeStacksCommand({ StackName: "events" }));
  const [stack] = Stacks;
  expect(stack?.StackStatus, stack?.StackStatusReason).toBe("CREATE_COMPLETE");
  outputs = new Map((stack?.Outputs ?? []).map(({ OutputKey = "", OutputValue = "" }) => [OutputKey, OutputValue]));
}, 60_000);

afterAll(async () => {
  for (const close of closing) close();
  await cloud.close();
  rmSync(folder, { recursive: true, force: true });
});

describe("the event of", () => {
  const attributes = {
    Text: { DataType: "String", StringValue: "é" },
    Size: { DataType: "Number", StringValue: "1.5" },
    Blob: { DataType: "Binary", BinaryValue: Buffer.from([0, 255]) },
  };

  it("a standard queue", async () => {
    const QueueUrl = `${cloud.endpoint}/000000000000/standard`;
    const message = { QueueUrl, MessageBody: "hello", MessageAttributes: attributes };
    const event = await caught(() => sqs.send(new SendMessageCommand(message)));
    expect(SqsSchema.parse(event).Records).toEqual([
      expect.objectContaining({
        body: "hello",
        eventSourceARN: "arn:aws:sqs:us-east-1:000000000000:standard",
        awsRegion: "us-east-1",
        messageAttributes: {
          Text: { stringValue: "é", stringListValues: [], binaryListValues: [], dataType: "String" },
          Size: { stringValue: "1.5", stringListValues: [], binaryListValues: [], dataType: "Number" },
          Blob: { binaryValue: "AP8=", stringListValues: [], binaryListValues: [], dataType: "Binary" },
        },
      }),
    ]);
  });

  it("a FIFO queue", async () => {
    const QueueUrl = `${cloud.endpoint}/000000000000/ordered.fifo`;
    const message = { QueueUrl, MessageBody: "hello", MessageGroupId: "g", MessageDeduplicationId: "d" };
    const event = await caught(() => sqs.send(new SendMessageCommand(message)));
    expect(SqsSchema.parse(event).Records[0]?.attributes).toMatchObject({
      MessageGroupId: "g",
      MessageDeduplicationId: "d",
      SequenceNumber: expect.stringMatching(/^\d{20}$/),
      ApproximateReceiveCount: "1",
    });
  });

  it("a topic", async () => {
    const publish = { TopicArn: output("Topic"), Message: "hello", Subject: "news", MessageAttributes: attributes };
    const event = await caught(() => sns.send(new PublishCommand(publish)));
    expect(SnsSchema.parse(event).Records[0]).toMatchObject({
      EventSource: "aws:sns",
      EventVersion: "1.0",
      Sns: {
        Type: "Notification",
        Message: "hello",
        Subject: "news",
        TopicArn: output("Topic"),
        MessageAttributes: {
          Text: { Type: "String", Value: "é" },
          Blob: { Type: "Binary", Value: "AP8=" },
        },
      },
    });
  });

  it("a bucket", async () => {
    const put = { Bucket: "photos", Key: "a photo/é.jpg", Body: "jpeg" };
    const event = await caught(() => s3.send(new PutObjectCommand(put)));
    expect(S3Schema.parse(event).Records[0]).toMatchObject({
      eventSource: "aws:s3",
      eventName: "ObjectCreated:Put",
      s3: {
        bucket: { name: "photos", arn: "arn:aws:s3:::photos" },
        object: { key: "a+photo/%C3%A9.jpg", size: 4 },
      },
    });
  });

  const HEADERS = { "content-type": "application/json", cookie: "a=1; b=2", "user-agent": "tester", "x-many": "1" };
  const post = (host: string, path: string): Promise<RawAnswer> =>
    ask(cloud, { method: "POST", path, headers: { ...HEADERS, host }, body: '{"n":1}' });
  const port = (): string => `:${cloud.port}`;

  it("an HTTP API", async () => {
    const host = `${output("HttpApi")}.execute-api.localhost${port()}`;
    const event = await caught(() => post(host, "/things/7?q=1&q=2"));
    expect(APIGatewayProxyEventV2Schema.parse(event)).toMatchObject({
      version: "2.0",
      routeKey: "ANY /things/{id}",
      rawPath: "/things/7",
      cookies: ["a=1", "b=2"],
      queryStringParameters: { q: "1,2" },
      pathParameters: { id: "7" },
      body: '{"n":1}',
      requestContext: { http: { method: "POST", path: "/things/7", userAgent: "tester" } },
    });
  });

  it("a REST API", async () => {
    const host = `${output("RestApi")}.execute-api.localhost${port()}`;
    const event = await caught(() => post(host, "/Prod/things/7?q=1&q=2"));
    expect(APIGatewayProxyEventSchema.parse(event)).toMatchObject({
      resource: "/things/{id}",
      path: "/things/7",
      httpMethod: "POST",
      queryStringParameters: { q: "2" },
      multiValueQueryStringParameters: { q: ["1", "2"] },
      pathParameters: { id: "7" },
      body: '{"n":1}',
      requestContext: { stage: "Prod", resourcePath: "/things/{id}" },
    });
  });

  it("a function URL that anybody may use", async () => {
    let answer: RawAnswer | undefined;
    const { host } = new URL(output("Url"));
    const event = await caught(async () => void (answer = await post(host, "/things/7?q=1&q=2")));
    expect(answer).toMatchObject({ status: 200, body: "caught" });
    expect(LambdaFunctionUrlSchema.parse(event)).toMatchObject({
      version: "2.0",
      routeKey: "$default",
      rawPath: "/things/7",
      cookies: ["a=1", "b=2"],
      queryStringParameters: { q: "1,2" },
      body: '{"n":1}',
      isBase64Encoded: false,
      requestContext: { accountId: "anonymous", stage: "$default", http: { method: "POST" } },
    });
  });

  it("a function URL that asks for a signature", async () => {
    await lambda.send(new UpdateFunctionUrlConfigCommand({ FunctionName: "catcher", AuthType: "AWS_IAM" }));
    const { host } = new URL(output("Url"));
    const unsigned = await ask(cloud, { method: "GET", headers: { host } });
    expect(unsigned).toMatchObject({ status: 403, headers: { "x-amzn-errortype": "AccessDeniedException" } });
    const authorization = (account: string): string =>
      `AWS4-HMAC-SHA256 Credential=${account}/20260115/us-east-1/lambda/aws4_request, ` +
      "SignedHeaders=host;x-amz-date, Signature=00";
    const signed = (account: string): Promise<RawAnswer> => {
      const headers = { host, "x-amz-date": "20260115T120000Z", authorization: authorization(account) };
      return ask(cloud, { method: "GET", headers });
    };
    // Another account has no statement in the function's policy.
    expect(await signed("111111111111")).toMatchObject({ status: 403 });
    const event = await caught(() => signed("000000000000"));
    expect(LambdaFunctionUrlSchema.parse(event).requestContext).toMatchObject({
      accountId: "000000000000",
      authorizer: { iam: { accountId: "000000000000", userArn: "arn:aws:iam::000000000000:root" } },
    });
  });

  it("a subscription filter", async () => {
    const stream = { logGroupName: "journal", logStreamName: "s" };
    await logs.send(new CreateLogStreamCommand(stream));
    const logEvents = ["fine", "ERROR é"].map((message) => ({ timestamp: cloud.now(), message }));
    const event = await caught(() => logs.send(new PutLogEventsCommand({ ...stream, logEvents })));
    expect(CloudWatchLogsSchema.parse(event).awslogs.data).toEqual({
      messageType: "DATA_MESSAGE",
      owner: "000000000000",
      logGroup: "journal",
      logStream: "s",
      subscriptionFilters: ["errors"],
      logEvents: [{ id: expect.stringMatching(/^\d{56}$/), timestamp: logEvents[1]?.timestamp, message: "ERROR é" }],
    });
  });

  it("an alarm", async () => {
    const alarm = {
      AlarmName: "busy",
      Namespace: "N",
      MetricName: "M",
      Statistic: "Sum" as const,
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: "GreaterThanThreshold" as const,
      AlarmActions: [FUNCTION_ARN],
    };
    await cloudwatch.send(new PutMetricAlarmCommand(alarm));
    const state = { AlarmName: "busy", StateValue: "ALARM" as const, StateReason: "because" };
    const event = await caught(() => cloudwatch.send(new SetAlarmStateCommand(state)));
    expect(AlarmSchema.parse(event)).toMatchObject({
      alarmArn: "arn:aws:cloudwatch:us-east-1:000000000000:alarm:busy",
      alarmData: { alarmName: "busy", state: { value: "ALARM", reason: "because" } },
    });
  });
});

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-actions-Lambda.html */
const AlarmState = z.strictObject({
  value: z.enum(["OK", "ALARM", "INSUFFICIENT_DATA"]),
  reason: z.string().optional(),
  reasonData: z.string().optional(),
  timestamp: z.string(),
});
const AlarmSchema = z.strictObject({
  source: z.literal("aws.cloudwatch"),
  alarmArn: z.string(),
  accountId: z.string().regex(/^\d{12}$/),
  time: z.string(),
  region: z.string(),
  alarmData: z.object({
    alarmName: z.string(),
    state: AlarmState,
    previousState: AlarmState.optional(),
    configuration: z.object({
      metrics: z
        .array(
          z.object({
            id: z.string(),
            metricStat: z.object({
              metric: z.object({
                namespace: z.string(),
                name: z.string(),
                dimensions: z.record(z.string(), z.string()),
              }),
              period: z.number(),
              stat: z.string(),
            }),
            returnData: z.boolean(),
          }),
        )
        .nonempty(),
    }),
  }),
});
