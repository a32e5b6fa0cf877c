/** What stops functions, as clients and functions with AWS's own SDK see it. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateEventSourceMappingCommand,
  CreateFunctionCommand,
  InvokeCommand,
  LambdaClient,
  PutFunctionConcurrencyCommand,
  TooManyRequestsException,
} from "@aws-sdk/client-lambda";
import { CreateQueueCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { strToU8, zipSync } from "fflate";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startWireCloud, type WireCloud } from "../harness/wire.ts";

const ROLE = "arn:aws:iam::000000000000:role/worker";

/** Sends on what it gets, as long as nobody stops it. */
const LOOP = `
const { appendFileSync } = require("node:fs");
const { SQSClient, SendMessageCommand } = require("@aws-sdk/client-sqs");
const client = new SQSClient({});
exports.handler = async () => {
  appendFileSync(process.env.RUNS, "x");
  await client.send(new SendMessageCommand({ QueueUrl: process.env.QUEUE, MessageBody: "again" }));
};`;

let folder: string;
let cloud: WireCloud;
let lambda: LambdaClient;
let sqs: SQSClient;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "sluice-limits-"));
  cloud = await startWireCloud({ data: join(folder, "data"), clock: "virtual", seed: 5, throttle: true });
  lambda = new LambdaClient({ ...cloud.clientConfig, maxAttempts: 1 });
  sqs = new SQSClient(cloud.clientConfig);
});
afterAll(async () => {
  lambda.destroy();
  sqs.destroy();
  await cloud.close();
  rmSync(folder, { recursive: true, force: true });
});

async function create(FunctionName: string, code: string, Variables: Record<string, string> = {}): Promise<void> {
  const Code = { ZipFile: zipSync({ "index.js": strToU8(code) }) };
  const settings = { Runtime: "nodejs20.x" as const, Handler: "index.handler", Role: ROLE, Timeout: 10 };
  await lambda.send(new CreateFunctionCommand({ FunctionName, ...settings, Code, Environment: { Variables } }));
  await cloud.settle();
}

it("a loop that a function's own SDK closes ends after 16 rounds", { timeout: 60_000 }, async () => {
  const { QueueUrl = "" } = await sqs.send(new CreateQueueCommand({ QueueName: "loop" }));
  const runs = join(folder, "runs");
  await create("loop", LOOP, { RUNS: runs, QUEUE: QueueUrl });
  const EventSourceArn = "arn:aws:sqs:us-east-1:000000000000:loop";
  await lambda.send(new CreateEventSourceMappingCommand({ FunctionName: "loop", EventSourceArn }));
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "start" }));
  await cloud.settle();
  expect(readFileSync(runs, "utf8")).toHaveLength(16);
});

it("a function that is asked too often says when to ask again", { timeout: 60_000 }, async () => {
  await create("busy", "exports.handler = async () => null;");
  const reserved = { FunctionName: "busy", ReservedConcurrentExecutions: 1 };
  await lambda.send(new PutFunctionConcurrencyCommand(reserved));
  const invoke = (): Promise<unknown> => lambda.send(new InvokeCommand({ FunctionName: "busy" }));
  for (let index = 0; index < 10; index++) await invoke();
  const error = await invoke().catch((refusal: unknown) => refusal);
  expect(error).toBeInstanceOf(TooManyRequestsException);
  expect(error).toMatchObject({
    Reason: "ReservedFunctionInvocationRateLimitExceeded",
    Type: "User",
    retryAfterSeconds: "1",
    $metadata: { httpStatusCode: 429 },
  });
});
