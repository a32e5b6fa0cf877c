/** Functions that tell the cloud's time, and the AWS SDKs that sign their calls by it. */
import { afterEach, describe, expect, it } from "vitest";
import { lackOf } from "../sqs/python-program.ts";
import { MINUTE, openStage, type Stage } from "./stage.ts";

const START = Date.UTC(2031, 4, 1, 9);

let stage: Stage | undefined;
afterEach(() => stage?.close());

const template = (runtime: string): string => `
Transform: AWS::Serverless-2016-10-31
Resources:
  Dates: {Type: AWS::SQS::Queue, Properties: {QueueName: dates}}
  Shelf: {Type: AWS::S3::Bucket, Properties: {BucketName: shelf}}
  Worker:
    Type: AWS::Serverless::Function
    Properties: {FunctionName: worker, Runtime: ${runtime}, Handler: index.handler, CodeUri: src, Timeout: 20}
`;
const NODEJS = `
const { SQS } = require("@aws-sdk/client-sqs"), { S3 } = require("@aws-sdk/client-s3");
exports.handler = async () => {
  const now = new Date().toISOString().slice(0, 15);
  const sqs = new SQS(), { QueueUrl } = await sqs.getQueueUrl({ QueueName: "dates" });
  await sqs.sendMessage({ QueueUrl, MessageBody: now });
  await new S3().putObject({ Bucket: "shelf", Key: now, Body: now });
};`;
const PYTHON = `
import boto3, datetime
def handler(event, context):
    now = datetime.datetime.now(datetime.timezone.utc).isoformat()[:15]
    sqs = boto3.client("sqs")
    sqs.send_message(QueueUrl=sqs.get_queue_url(QueueName="dates")["QueueUrl"], MessageBody=now)
    boto3.client("s3").put_object(Bucket="shelf", Key=now, Body=now.encode())
`;

const MISSING = lackOf("boto3", "boto3");

describe.each([
  { runtime: "nodejs20.x", file: "index.js", code: NODEJS, missing: undefined },
  { runtime: "python3.12", file: "index.py", code: PYTHON, missing: MISSING },
])("$runtime", ({ runtime, file, code, missing }) => {
  it.skipIf(missing !== undefined)("SDKs sign by the cloud's time, before and after it is moved", async () => {
    stage = await openStage({ startAt: START, functionClock: "cloud" });
    await stage.deploy({ "template.yaml": template(runtime), [`src/${file}`]: code });
    expect(await stage.invoke("worker")).toEqual({ error: undefined, payload: null });
    await stage.cloud.advance(30 * MINUTE);
    expect(await stage.invoke("worker")).toEqual({ error: undefined, payload: null });
    expect(await stage.take("dates")).toEqual(["2031-05-01T09:0", "2031-05-01T09:3"]);
    const { Contents = [] } = await stage.s3.listObjectsV2({ Bucket: "shelf" });
    expect(Contents.map(({ Key }) => Key)).toEqual(["2031-05-01T09:0", "2031-05-01T09:3"]);
  });
});

it("a runtime that lives by the machine's clock is refused where the function is created", async () => {
  stage = await openStage({ functionClock: "cloud" });
  const files = { "template.yaml": template("provided.al2023"), "src/bootstrap": "#!/bin/sh\n" };
  await expect(stage.deploy(files)).rejects.toThrow("tells the time by the machine's clock");
});
