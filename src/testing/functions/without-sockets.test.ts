/** Handlers in the test's process reach their cloud without a port, by whichever HTTP client they have. */
import { get } from "node:http";
import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { afterAll, beforeAll, expect, it } from "vitest";
import { MEMORY_ENDPOINT } from "../../platform/ports/memory-address.ts";
import { createCloud } from "../create-cloud.ts";
import type { TestCloud } from "../test-cloud.ts";

const TEMPLATE = `
Transform: AWS::Serverless-2016-10-31
Resources:
  Jobs: {Type: "AWS::SQS::Queue"}
  Data: {Type: "AWS::S3::Bucket"}
  Run:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: .
      Handler: run.handler
      Runtime: nodejs22.x
      Environment: {Variables: {JOBS: !Ref Jobs, DATA: !Ref Data}}
`;

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await createCloud();
  await cloud.deploy(TEMPLATE, { handlers: { Run() {} } });
});
afterAll(() => cloud.close());

/** What a handler returns, in the cloud of these tests, which has no port before and after. */
async function run(handler: () => Promise<unknown>): Promise<unknown> {
  await cloud.fn("Run").bind(handler);
  const { functionError, result } = await cloud.fn("Run").invoke();
  expect([functionError, cloud.clientConfig().endpoint]).toEqual([undefined, MEMORY_ENDPOINT]);
  return result;
}

const large = Buffer.alloc(300_000, "sluice");
const place = () => ({ Bucket: process.env["DATA"], Key: "a key" });

it("clients of AWS's SDK that know their environment only", async () => {
  const sent = await run(async () => {
    await new SQSClient().send(
      new SendMessageCommand({ QueueUrl: process.env["JOBS"], MessageBody: "from a handler" }),
    );
    const s3 = new S3Client();
    await s3.send(new PutObjectCommand({ ...place(), Body: large }));
    const { Body } = await s3.send(new GetObjectCommand(place()));
    return large.equals((await Body?.transformToByteArray()) ?? new Uint8Array());
  });
  expect(sent).toBe(true);
  expect((await cloud.queue("Jobs").receive())[0]?.body).toBe("from a handler");
});

it("many calls at the same time", async () => {
  const client = new SQSClient();
  const ids = await run(async () => {
    const sends = Array.from({ length: 200 }, (_, index) =>
      client.send(new SendMessageCommand({ QueueUrl: process.env["JOBS"], MessageBody: String(index) })),
    );
    return new Set((await Promise.all(sends)).map(({ MessageId }) => MessageId)).size;
  });
  expect(ids).toBe(200);
});

it("fetch and node:http, with presigned addresses", async () => {
  const read = await run(async () => {
    const s3 = new S3Client();
    const put = await getSignedUrl(s3, new PutObjectCommand(place()));
    const { status } = await fetch(put, { method: "PUT", body: "by fetch" });
    const url = await getSignedUrl(s3, new GetObjectCommand(place()));
    const byHttp = await new Promise<string>((resolve, reject) => {
      get(url, (answer) => {
        let text = "";
        answer.setEncoding("utf8").on("data", (piece: string) => (text += piece));
        answer.on("end", () => resolve(text));
      }).on("error", reject);
    });
    return [status, byHttp, await (await fetch(url)).text(), (await fetch(url, { method: "DELETE" })).ok];
  });
  expect(read).toEqual([200, "by fetch", "by fetch", false]);
});

it("is refused outside of handlers, with what to do instead", async () => {
  const client = new SQSClient({ ...cloud.clientConfig(), requestHandler: {}, maxAttempts: 1 });
  const QueueUrl = await cloud.queue("Jobs").url();
  await expect(client.send(new SendMessageCommand({ QueueUrl, MessageBody: "m" }))).rejects.toThrow("cloud.listen()");
});

it("hands out the port's address where there is a port", async () => {
  const other = await createCloud();
  const endpoint = await other.listen();
  await other.deploy(TEMPLATE, { handlers: { Run: () => process.env["AWS_ENDPOINT_URL"] } });
  expect((await other.fn("Run").invoke()).result).toBe(endpoint);
  await other.close();
});
