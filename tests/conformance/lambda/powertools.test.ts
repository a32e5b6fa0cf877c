/** Powertools for AWS Lambda and middy, unmodified, in functions: they find what they look for, and do what they promise. */
import { execFileSync } from "node:child_process";
import { cpSync } from "node:fs";
import { basename, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { lackOf } from "../sqs/python-program.ts";
import { MINUTE, openStage, type Stage } from "./stage.ts";

const PYTHON = process.env["SLUICE_PYTHON"] ?? "python3";
const FUNCTIONS = join(import.meta.dirname, "functions");

const functionOf = (name: string, more = ""): string => `
  ${name}:
    Type: AWS::Serverless::Function
    Metadata:
      BuildMethod: esbuild
      BuildProperties: {EntryPoints: [${name.toLowerCase()}.ts], Format: esm, OutExtension: [.js=.mjs], Target: es2022, Banner: {js: "${REQUIRE}"}}
    Properties:
      FunctionName: ${name.toLowerCase()}
      CodeUri: ${FUNCTIONS}
      Handler: ${name.toLowerCase()}.handler
      Runtime: nodejs22.x
      Timeout: 20
      MemorySize: 1024
      Environment: {Variables: {RESULTS: !Ref Results, BUCKET: records}}
${more}`;

/** The X-Ray SDK is CommonJS; its manual says to give bundles in ES modules a require. */
const REQUIRE = "import { createRequire } from 'module'; const require = createRequire(import.meta.url);";

const TEMPLATE = `
Transform: AWS::Serverless-2016-10-31
Resources:
  Results: {Type: AWS::SQS::Queue, Properties: {QueueName: results}}
  Dead: {Type: AWS::SQS::Queue, Properties: {QueueName: dead}}
  Orders:
    Type: AWS::SQS::Queue
    Properties:
      QueueName: orders
      VisibilityTimeout: 60
      RedrivePolicy: {deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: 2}
  Jobs: {Type: AWS::SQS::Queue, Properties: {QueueName: jobs, VisibilityTimeout: 60}}
  News: {Type: AWS::SNS::Topic, Properties: {TopicName: news}}
  Records: {Type: AWS::S3::Bucket, Properties: {BucketName: records}}
  Inbox: {Type: AWS::S3::Bucket, Properties: {BucketName: inbox}}
${functionOf(
  "Batch",
  `
      Events:
        Orders: {Type: SQS, Properties: {Queue: !GetAtt Orders.Arn, BatchSize: 10, FunctionResponseTypes: [ReportBatchItemFailures]}}`,
)}
${functionOf("Observed")}
${functionOf("Idempotent")}
${functionOf(
  "Shapes",
  `
      Events:
        Queue: {Type: SQS, Properties: {Queue: !GetAtt Jobs.Arn}}
        Topic: {Type: SNS, Properties: {Topic: !Ref News}}
        Bucket: {Type: S3, Properties: {Bucket: !Ref Inbox, Events: "s3:ObjectCreated:*"}}
        Http: {Type: HttpApi, Properties: {Method: POST, Path: /jobs}}`,
)}
Outputs:
  Topic: {Value: !Ref News}
  Api: {Value: !Ref ServerlessHttpApi}
`;

let stage: Stage;
let outputs: Readonly<Record<string, string>>;
beforeAll(async () => {
  stage = await openStage();
  outputs = await stage.deploy({ "template.yaml": TEMPLATE });
});
afterAll(() => stage.close());

const urlOf = (queue: string): string => `${stage.cloud.endpoint}/000000000000/${queue}`;
/** The lines of a log that are JSON, as Powertools writes them. */
const jsonLines = (lines: readonly string[]): readonly unknown[] =>
  lines.filter((line) => line.startsWith("{")).map((line) => JSON.parse(line) as unknown);

describe("Powertools for TypeScript", () => {
  it("batch: what fails is retried and dead-lettered, what succeeds is not repeated", async () => {
    const bodies = ['{"order":1}', '{"order":"two"}', '{"order":3}'];
    const Entries = bodies.map((MessageBody, index) => ({ Id: String(index), MessageBody }));
    await stage.sqs.sendMessageBatch({ QueueUrl: urlOf("orders"), Entries });
    await stage.cloud.advance(10 * MINUTE);
    expect(await stage.take("dead")).toEqual(['{"order":"two"}']);
    expect(await stage.take("orders")).toEqual([]);
    const orders = (await stage.log("batch")).flatMap((line) => /\torder (\d)$/.exec(line)?.[1] ?? []);
    expect(orders.toSorted()).toEqual(["1", "3"]);
  });

  it("logger, metrics and tracer, as middleware of middy", async () => {
    const { payload, error } = await stage.invoke("observed", { order: 7 });
    expect(error).toBeUndefined();
    expect(payload).toEqual({ queues: 4, trace: expect.stringMatching(/^1-[0-9a-f]{8}-[0-9a-f]{24}$/) });
    const failure = await stage.invoke("observed", { order: -1 });
    expect(failure).toMatchObject({ error: "Unhandled", payload: { errorMessage: "there is no order -1" } });
    const lines = jsonLines(await stage.log("observed"));
    expect(lines).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          level: "INFO",
          message: "placed",
          order: 7,
          service: "orders",
          cold_start: true,
          function_name: "observed",
          function_memory_size: "1024",
          function_arn: "arn:aws:lambda:us-east-1:000000000000:function:observed",
          function_request_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
          xray_trace_id: (payload as { readonly trace: string }).trace,
        }),
        expect.objectContaining({ message: "placed", order: -1, cold_start: false }),
        expect.objectContaining({ ColdStart: 1, function_name: "observed" }),
        expect.objectContaining({
          Placed: 1,
          service: "orders",
          _aws: expect.objectContaining({ CloudWatchMetrics: [expect.objectContaining({ Namespace: "Shop" })] }),
        }),
      ]),
    );
  });

  it("idempotency with a store of one's own: what was done is answered, not done again", async () => {
    const first = await stage.invoke("idempotent", { order: 1 });
    expect(first).toMatchObject({ error: undefined, payload: { order: 1 } });
    expect(await stage.invoke("idempotent", { order: 1 })).toEqual(first);
    expect(await stage.invoke("idempotent", { order: 2 })).not.toEqual(first);
    expect(await stage.take("results")).toEqual(["order 1", "order 2"]);
    // What failed has left no record: it is done again.
    expect((await stage.invoke("idempotent", { order: -1 })).error).toBe("Unhandled");
    expect((await stage.invoke("idempotent", { order: -1 })).error).toBe("Unhandled");
    expect(await stage.take("results")).toEqual(["order -1", "order -1"]);
  });

  it("parser: the events are what its schemas of AWS's events ask for", async () => {
    await stage.sqs.sendMessage({
      QueueUrl: urlOf("jobs"),
      MessageBody: "x",
      MessageAttributes: {
        number: { DataType: "Number", StringValue: "7" },
        bytes: { DataType: "Binary", BinaryValue: Buffer.from([0, 255]) },
      },
    });
    await stage.cloud.settle();
    const attribute = { DataType: "String", StringValue: "y" };
    await stage.sns.publish({
      TopicArn: outputs["Topic"],
      Message: "x",
      Subject: "s",
      MessageAttributes: { attribute },
    });
    await stage.cloud.settle();
    await stage.s3.putObject({ Bucket: "inbox", Key: "a b", Body: "x" });
    await stage.cloud.settle();
    const address = `${stage.cloud.endpoint}/_aws/execute-api/${outputs["Api"]}/jobs?a=1&a=2`;
    const answer = await fetch(address, { method: "POST", body: "x", headers: { cookie: "c=1" } });
    expect(await answer.text()).toBe("http fits");
    expect(await stage.take("results")).toEqual(["sqs fits", "sns fits", "s3 fits", "http fits"]);
  });
});

const MISSING = lackOf("aws_lambda_powertools", "Powertools");

const PYTHON_BATCH = `
from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response

processor = BatchProcessor(event_type=EventType.SQS)
logger = Logger(service="orders")

def record_handler(record):
    logger.info("order", order=record.json_body["order"] + 0)

@logger.inject_lambda_context
def handler(event, context):
    return process_partial_response(event=event, record_handler=record_handler, processor=processor, context=context)
`;

const PYTHON_TEMPLATE = `
Transform: AWS::Serverless-2016-10-31
Resources:
  Dead: {Type: AWS::SQS::Queue, Properties: {QueueName: python-dead}}
  Orders:
    Type: AWS::SQS::Queue
    Properties:
      QueueName: python-orders
      VisibilityTimeout: 60
      RedrivePolicy: {deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: 2}
  Batch:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: python-batch
      CodeUri: python
      Handler: app.handler
      Runtime: python3.12
      Timeout: 20
      MemorySize: 1024
      Events:
        Orders: {Type: SQS, Properties: {Queue: !GetAtt Orders.Arn, FunctionResponseTypes: [ReportBatchItemFailures]}}
`;

describe("Powertools for Python", () => {
  it.runIf(MISSING === undefined)(
    MISSING === undefined
      ? "batch: what fails is retried and dead-lettered, what succeeds is not repeated"
      : `is not run: there is no ${MISSING}`,
    async () => {
      // Packaged as `pip install --target` would: the package with the two that it needs.
      const script =
        "import aws_lambda_powertools, jmespath, typing_extensions as t; print(aws_lambda_powertools.__path__[0], jmespath.__path__[0], t.__file__, sep='\\n')";
      const places = execFileSync(PYTHON, ["-c", script], { encoding: "utf8" }).trim().split("\n");
      for (const place of places) cpSync(place, join(stage.folder, "python", basename(place)), { recursive: true });
      await stage.deploy({ "python/app.py": PYTHON_BATCH, "template.yaml": PYTHON_TEMPLATE }, "python");
      const Entries = ['{"order":1}', '{"order":"two"}', '{"order":3}'].map((MessageBody, index) => ({
        Id: String(index),
        MessageBody,
      }));
      await stage.sqs.sendMessageBatch({ QueueUrl: urlOf("python-orders"), Entries });
      await stage.cloud.advance(10 * MINUTE);
      expect(await stage.take("python-dead")).toEqual(['{"order":"two"}']);
      expect(await stage.take("python-orders")).toEqual([]);
      const placed = jsonLines(await stage.log("python-batch"));
      expect(placed).toEqual(
        [1, 3].map((order) => expect.objectContaining({ level: "INFO", message: "order", order, service: "orders" })),
      );
    },
  );
});
