/** Handlers that wait for something that a fault delays: time goes on for them, and the cloud settles meanwhile. */
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterEach, expect, it } from "vitest";
import { createCloud, type GivenFault, type TestCloud } from "../index.ts";

const TEMPLATE = `
Transform: AWS::Serverless-2016-10-31
Globals: {Function: {CodeUri: ., Handler: index.handler, Runtime: nodejs22.x, Timeout: 60}}
Resources:
  Data: {Type: "AWS::S3::Bucket"}
  First: {Type: "AWS::Serverless::Function", Properties: {Environment: {Variables: {BUCKET: !Ref Data, NEXT: !Ref Second}}}}
  Second: {Type: "AWS::Serverless::Function"}
`;

const clouds: TestCloud[] = [];
afterEach(async () => {
  for (const cloud of clouds.splice(0)) await cloud.close();
});

it.each<[string, GivenFault]>([
  ["a call", { fault: "delay", operation: "PutObject", parameters: { milliseconds: 20_000 } }],
  ["another function", { fault: "lambda-delay", target: "*Second*", parameters: { milliseconds: 20_000 } }],
  ["the disk", { fault: "slow-disk", skip: 2, parameters: { milliseconds: 20_000 } }],
])("%s", async (_, fault) => {
  const cloud = await createCloud({ seed: 1 });
  clouds.push(cloud);
  let doneAt = 0;
  const First = async (): Promise<void> => {
    const { BUCKET: Bucket, NEXT: FunctionName } = process.env;
    await new LambdaClient().send(new InvokeCommand({ FunctionName }));
    await new S3Client().send(new PutObjectCommand({ Bucket, Key: "k", Body: "b" }));
    doneAt = cloud.clock.now().getTime();
  };
  await cloud.deploy(TEMPLATE, { handlers: { First, Second: () => {} } });
  cloud.faults.add({ count: 1, ...fault });
  await cloud.fn("First").invokeAsynchronously();
  const startedAt = cloud.clock.now().getTime();
  await cloud.clock.advance("19s");
  expect(doneAt).toBe(0);
  await cloud.clock.advance("2s");
  expect(doneAt - startedAt).toBe(20_000);
});
