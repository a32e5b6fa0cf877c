/** One application in each language, behind a queue, a topic, a bucket and an HTTP API; what it hears it sends on. */
import { afterEach, beforeEach, describe, it } from "vitest";
import { lackOf } from "../sqs/python-program.ts";
import { expectWordsHeard } from "./expect-words-heard.ts";
import { openStage, type Files, type Stage } from "./stage.ts";

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(() => stage.close());

/** As tutorials write them: no endpoint and no keys. Each says what came to it, in words of its own language. */
const JAVASCRIPT = `
const sqs = new SQSClient({});
const heard = (event) => {
  if (event.requestContext?.http) return "http " + JSON.parse(event.body).word;
  const [record] = event.Records;
  if (record.eventSource === "aws:sqs") return "sqs " + record.body;
  if (record.EventSource === "aws:sns") return "sns " + record.Sns.Message;
  return "s3 " + decodeURIComponent(record.s3.object.key.replaceAll("+", " "));
};`;

const SEND = `
  const word = heard(event);
  await sqs.send(new SendMessageCommand({ QueueUrl: process.env.RESULTS, MessageBody: word }));
  return { statusCode: 201, headers: { "content-type": "text/plain" }, body: word };
};`;

const PYTHON = `
import json, os, urllib.parse
import boto3

sqs = boto3.client("sqs")

def heard(event):
    if "http" in event.get("requestContext", {}):
        return "http " + json.loads(event["body"])["word"]
    record = event["Records"][0]
    if record.get("eventSource") == "aws:sqs":
        return "sqs " + record["body"]
    if record.get("EventSource") == "aws:sns":
        return "sns " + record["Sns"]["Message"]
    return "s3 " + urllib.parse.unquote_plus(record["s3"]["object"]["key"])

def handler(event, context):
    word = heard(event)
    sqs.send_message(QueueUrl=os.environ["RESULTS"], MessageBody=word)
    return {"statusCode": 201, "headers": {"content-type": "text/plain"}, "body": word}
`;

interface Language {
  readonly runtime: string;
  readonly code: Files;
  /** Members of the function's resource, as a line of YAML each. */
  readonly metadata?: string;
  readonly missing?: string | undefined;
}

const LANGUAGES: readonly (readonly [name: string, language: Language])[] = [
  [
    "JavaScript in CommonJS",
    {
      runtime: "nodejs20.x",
      code: {
        "src/app.js": `const { SQSClient, SendMessageCommand } = require("@aws-sdk/client-sqs");${JAVASCRIPT}
exports.handler = async (event) => {${SEND}`,
      },
    },
  ],
  [
    "JavaScript in ES modules",
    {
      runtime: "nodejs22.x",
      code: {
        "src/app.mjs": `import { SQSClient, SendMessageCommand } from "@aws-sdk/client-sqs";${JAVASCRIPT}
export const handler = async (event) => {${SEND}`,
      },
    },
  ],
  [
    "TypeScript",
    {
      runtime: "nodejs24.x",
      metadata: "Metadata: {BuildMethod: esbuild, BuildProperties: {EntryPoints: [app.ts], Sourcemap: true}}",
      code: {
        "src/heard.ts": `${JAVASCRIPT.slice(JAVASCRIPT.indexOf("const heard")).replace("const heard = (event)", "export const heard = (event: any): string")}`,
        "src/app.ts": `import { SQSClient, SendMessageCommand } from "@aws-sdk/client-sqs";
import { heard } from "./heard";
const sqs: SQSClient = new SQSClient({});
interface Answer { statusCode: number; headers: Record<string, string>; body: string }
export const handler = async (event: unknown): Promise<Answer> => {${SEND}`,
      },
    },
  ],
  ["Python", { runtime: "python3.12", code: { "src/app.py": PYTHON }, missing: lackOf("boto3", "boto3") }],
];

const template = ({ runtime, metadata = "" }: Language): string => `
Transform: AWS::Serverless-2016-10-31
Resources:
  Jobs: {Type: AWS::SQS::Queue, Properties: {QueueName: jobs}}
  Results: {Type: AWS::SQS::Queue, Properties: {QueueName: results}}
  News: {Type: AWS::SNS::Topic, Properties: {TopicName: news}}
  Inbox: {Type: AWS::S3::Bucket, Properties: {BucketName: inbox}}
  Worker:
    Type: AWS::Serverless::Function
    ${metadata}
    Properties:
      FunctionName: worker
      Runtime: ${runtime}
      Handler: app.handler
      CodeUri: src
      Timeout: 20
      MemorySize: 512
      Environment: {Variables: {RESULTS: !Ref Results}}
      Policies: [{SQSSendMessagePolicy: {QueueName: results}}]
      Events:
        Queue: {Type: SQS, Properties: {Queue: !GetAtt Jobs.Arn}}
        Topic: {Type: SNS, Properties: {Topic: !Ref News}}
        Bucket: {Type: S3, Properties: {Bucket: !Ref Inbox, Events: "s3:ObjectCreated:*"}}
        Http: {Type: HttpApi, Properties: {Method: POST, Path: /words}}
Outputs:
  Topic: {Value: !Ref News}
  Api: {Value: !Ref ServerlessHttpApi}
`;

describe.each(LANGUAGES)("%s", (_name, language) => {
  const { missing } = language;
  it.runIf(missing === undefined)(
    missing === undefined
      ? "hears from a queue, a topic, a bucket and an HTTP API"
      : `is not run: there is no ${missing}`,
    async () => {
      const outputs = await stage.deploy({ ...language.code, "template.yaml": template(language) });
      await expectWordsHeard(stage, outputs);
    },
  );
});
