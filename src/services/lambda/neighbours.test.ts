/** Lambda beside the real services that it works with: S3, STS and IAM, Logs, SNS and SQS. */
import { describe, expect, it } from "vitest";
import type { ServiceDefinition } from "../../platform/service.ts";
import { IAM } from "../../schema/generated/iam.ts";
import { Lambda } from "../../schema/generated/lambda.ts";
import { Logs } from "../../schema/generated/logs.ts";
import { S3 } from "../../schema/generated/s3.ts";
import { SNS } from "../../schema/generated/sns.ts";
import { SQS } from "../../schema/generated/sqs.ts";
import { iam } from "../iam/service.ts";
import { logs } from "../logs/service.ts";
import { s3 } from "../s3/service.ts";
import { sns } from "../sns/service.ts";
import { sqs } from "../sqs/service.ts";
import { sts } from "../sts/service.ts";
import { codeRoute } from "./code/code-location.ts";
import { CREATION, startLambdaCloud, zipOf, type LambdaCloud } from "./lambda-cloud.contract.ts";

const start = (services: readonly ServiceDefinition[]): Promise<LambdaCloud> => startLambdaCloud({ services });

async function* body(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}

describe("with S3", () => {
  it("takes code from an object, and gives it back for ten minutes", async () => {
    const cloud = await start([s3]);
    const archive = zipOf({ "index.js": "exports.handler = async () => 3;" });
    await cloud.call(S3.CreateBucket, { Bucket: "code" });
    await cloud.call(S3.PutObject, { Bucket: "code", Key: "f.zip", Body: body(archive) });
    await cloud.deploy("worker", () => "from S3", { Code: { S3Bucket: "code", S3Key: "f.zip" } });
    expect((await cloud.run("worker")).result).toBe("from S3");

    const { Code: code } = await cloud.call(Lambda.GetFunction, { FunctionName: "worker" });
    const path = new URL(code?.Location ?? "").pathname;
    const request = {
      method: "GET",
      host: "127.0.0.1:4566",
      path,
      query: "",
      headers: [],
      body: new Uint8Array(),
      sourceIp: "127.0.0.1",
      protocol: "HTTP/1.1",
    };
    expect(codeRoute.claims(request.host, path)).toBe(true);
    const answer = await codeRoute.handle(request, cloud.scope());
    expect(answer.statusCode).toBe(200);
    const pieces: Uint8Array[] = [];
    for await (const piece of answer.body as AsyncIterable<Uint8Array>) pieces.push(piece);
    expect(Buffer.concat(pieces).equals(Buffer.from(archive))).toBe(true);
    await cloud.advance(10 * 60_000);
    expect((await codeRoute.handle(request, cloud.scope())).statusCode).toBe(403);
    await cloud.stop();
  });

  it.each([
    ["nowhere", "f.zip", "S3 Error Code: NoSuchBucket. S3 Error Message: The specified bucket does not exist"],
    ["code", "absent.zip", "S3 Error Code: NoSuchKey. S3 Error Message: The specified key does not exist."],
  ])("says what is wrong with %s/%s", async (S3Bucket, S3Key, sentence) => {
    const cloud = await start([s3]);
    await cloud.call(S3.CreateBucket, { Bucket: "code" });
    const creation = { FunctionName: "worker", ...CREATION, Code: { S3Bucket, S3Key } };
    await expect(cloud.call(Lambda.CreateFunction, creation)).rejects.toMatchObject({
      code: "InvalidParameterValueException",
      message: `Error occurred while GetObject. ${sentence}`,
    });
    await cloud.stop();
  });
});

describe("with IAM and STS", () => {
  it("works with a session of its role, which lasts twelve hours whatever the role allows others", async () => {
    const cloud = await start([iam, sts]);
    const trust = { Service: "lambda.amazonaws.com" };
    const { Role } = await cloud.call(IAM.CreateRole, {
      RoleName: "hourly",
      AssumeRolePolicyDocument: JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Principal: trust, Action: "sts:AssumeRole" }],
      }),
    });
    await cloud.deploy("worker", (_event, { spec }) => spec.variables["AWS_ACCESS_KEY_ID"], { Role: Role.Arn });
    const first = (await cloud.run("worker")).result;
    expect(first).toMatch(/^ASIA/);
    await cloud.advance(11 * 3_600_000);
    expect((await cloud.run("worker")).result).toBe(first);
    await cloud.advance(50 * 60_000);
    expect((await cloud.run("worker")).result).not.toBe(first);
    await cloud.stop();
  });
});

describe("with Logs", () => {
  it("writes what functions say to their group, which it makes", async () => {
    const cloud = await start([logs]);
    await cloud.deploy("worker", () => null, { LoggingConfig: { LogGroup: "mine" } });
    const said = async (): Promise<readonly (string | undefined)[]> => {
      await cloud.run("worker");
      await cloud.settle();
      const { logStreams = [] } = await cloud.call(Logs.DescribeLogStreams, { logGroupName: "mine" });
      const logStreamName = logStreams[0]?.logStreamName ?? "";
      const { events = [] } = await cloud.call(Logs.GetLogEvents, { logGroupName: "mine", logStreamName });
      return events.map((event) => event.message);
    };
    const invocation = [
      expect.stringMatching(/^START RequestId: [^\n]*\n$/),
      "hello from the function\n",
      expect.stringMatching(/^END RequestId: [^\n]*\n$/),
      expect.stringMatching(/^REPORT RequestId: [^\n]*\n$/),
    ];
    expect(await said()).toEqual(invocation);
    expect(await said()).toEqual([...invocation, ...invocation]);
    // Each in one call, and the group and the stream were made once: nothing was tried in vain.
    const calls = cloud.lineage().filter((record) => record.kind.startsWith("logs."));
    expect(calls.map((record) => [record.kind, record.outcome])).toEqual([
      ["logs.CreateLogGroup", "ok"],
      ["logs.CreateLogStream", "ok"],
      ["logs.PutLogEvents", "ok"],
      ["logs.PutLogEvents", "ok"],
    ]);
    await cloud.call(Logs.DeleteLogGroup, { logGroupName: "mine" });
    expect(await said()).toEqual(invocation);
    await cloud.stop();
  });
});

describe("with SNS", () => {
  it("runs for a topic's notifications, and sends its dead letters to a topic", async () => {
    const cloud = await start([sns, sqs]);
    const { TopicArn = "" } = await cloud.call(SNS.CreateTopic, { Name: "news" });
    const { TopicArn: graveyard = "" } = await cloud.call(SNS.CreateTopic, { Name: "graveyard" });
    const { QueueUrl = "" } = await cloud.call(SQS.CreateQueue, { QueueName: "graves" });
    await cloud.call(SNS.Subscribe, {
      TopicArn: graveyard,
      Protocol: "sqs",
      Endpoint: "arn:aws:sqs:us-east-1:000000000000:graves",
    });
    const seen: unknown[] = [];
    const Endpoint = await cloud.deploy(
      "worker",
      (event) => {
        seen.push(event);
        throw new Error("broken");
      },
      { DeadLetterConfig: { TargetArn: graveyard } },
    );
    await cloud.call(Lambda.PutFunctionEventInvokeConfig, { FunctionName: "worker", MaximumRetryAttempts: 0 });
    await cloud.call(SNS.Subscribe, { TopicArn, Protocol: "lambda", Endpoint });
    await cloud.call(SNS.Publish, { TopicArn, Message: "extra" });
    await cloud.settle();
    expect(seen).toMatchObject([{ Records: [{ EventSource: "aws:sns", Sns: { Message: "extra" } }] }]);
    const { Messages: letters = [] } = await cloud.call(SQS.ReceiveMessage, { QueueUrl });
    const envelope: unknown = JSON.parse(letters[0]?.Body ?? "null");
    expect(envelope).toMatchObject({
      Message: JSON.stringify(seen[0]),
      MessageAttributes: { ErrorCode: { Type: "Number", Value: "200" }, ErrorMessage: { Value: "broken" } },
    });
    await cloud.stop();
  });
});
