/** Recursive loops: how often they come round, and where what is stopped ends up. */
import { describe, expect, it } from "vitest";
import type { Caller } from "../../platform/caller.ts";
import { idInChain } from "../../platform/lineage/chain.ts";
import { causeOfTraceHeader } from "../../platform/lineage/trace-header.ts";
import { Lambda } from "../../schema/generated/lambda.ts";
import { Logs } from "../../schema/generated/logs.ts";
import { S3 } from "../../schema/generated/s3.ts";
import { SNS } from "../../schema/generated/sns.ts";
import { SQS } from "../../schema/generated/sqs.ts";
import { logs } from "../logs/service.ts";
import { s3 } from "../s3/service.ts";
import { sns } from "../sns/service.ts";
import { sqs } from "../sqs/service.ts";
import { chainOfRequest, isExhausted, mergedChain, nextChain } from "./invocation/recursion.ts";
import { startLambdaCloud, type Handler, type LambdaCloud } from "./lambda-cloud.contract.ts";

const BASE = "http://127.0.0.1:4566/000000000000";
const arn = (service: string, name: string): string => `arn:aws:${service}:us-east-1:000000000000:${name}`;
const ROUNDS = 30;

type Run = Parameters<Handler>[1];

/** Does what an SDK in the function would do: its calls bear the trace header of the invocation. */
function asFunction({ invocation }: Run): { readonly cause: string } {
  return { cause: causeOfTraceHeader(invocation.traceHeader) ?? "" };
}

async function bodies(cloud: LambdaCloud, name: string): Promise<readonly string[]> {
  const QueueUrl = `${BASE}/${name}`;
  const { Messages: messages = [] } = await cloud.call(SQS.ReceiveMessage, { QueueUrl, MaxNumberOfMessages: 10 });
  return messages.map((message) => message.Body ?? "");
}

async function dropped(cloud: LambdaCloud): Promise<number> {
  await cloud.advance(60_000);
  return cloud
    .metrics()
    .filter(({ name, dimensions }) => name === "RecursiveInvocationsDropped" && dimensions["Resource"] === "f").length;
}

async function allow(cloud: LambdaCloud): Promise<void> {
  await cloud.call(Lambda.PutFunctionRecursionConfig, { FunctionName: "f", RecursiveLoop: "Allow" });
}

/** A function `f` that hands each event on by `next`, until it has run so often that nothing would stop it. */
async function startLoop(next: (cloud: LambdaCloud, run: Run) => Promise<unknown>): Promise<{
  readonly cloud: LambdaCloud;
  runs(): number;
}> {
  const cloud = await startLambdaCloud({ services: [sqs, sns, s3] });
  let runs = 0;
  await cloud.call(SQS.CreateQueue, { QueueName: "dead" });
  await cloud.deploy(
    "f",
    async (_event, run) => {
      if (++runs < ROUNDS) await next(cloud, run);
    },
    { DeadLetterConfig: { TargetArn: arn("sqs", "dead") } },
  );
  return { cloud, runs: () => runs };
}

describe("a loop through a queue", () => {
  const start = async (redrive: boolean): ReturnType<typeof startLoop> => {
    const loop = await startLoop((cloud, run) =>
      cloud.call(SQS.SendMessage, { QueueUrl: `${BASE}/work`, MessageBody: "round" }, asFunction(run)),
    );
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arn("sqs", "dead"), maxReceiveCount: 100 });
    const Attributes = { VisibilityTimeout: "30", ...(redrive ? { RedrivePolicy } : {}) };
    await loop.cloud.call(SQS.CreateQueue, { QueueName: "work", Attributes });
    await loop.cloud.call(Lambda.CreateEventSourceMapping, { FunctionName: "f", EventSourceArn: arn("sqs", "work") });
    return loop;
  };

  it.each<[string, boolean, readonly string[]]>([
    ["goes to the queue's dead-letter queue", true, ["round"]],
    ["is discarded where there is none", false, []],
  ])("is stopped after 16 invocations, and the message %s", async (_name, redrive, expected) => {
    const { cloud, runs } = await start(redrive);
    await cloud.call(SQS.SendMessage, { QueueUrl: `${BASE}/work`, MessageBody: "start" });
    await cloud.advance(60_000);
    expect(runs()).toBe(16);
    expect(await bodies(cloud, "dead")).toEqual(expected);
    await cloud.advance(60_000);
    expect(await bodies(cloud, "work")).toEqual([]);
    expect(await dropped(cloud)).toBe(1);
    expect(cloud.lineage().filter((each) => each.kind === "lambda.recursion")).toHaveLength(1);
    await cloud.stop();
  });

  it("is counted across a restart", async () => {
    const { cloud, runs } = await startLoop(async (at, run) => {
      if (runs() === 8) await reserve(at, 0);
      await at.call(SQS.SendMessage, { QueueUrl: `${BASE}/work`, MessageBody: "round" }, asFunction(run));
    });
    const reserve = (at: LambdaCloud, ReservedConcurrentExecutions: number): Promise<unknown> =>
      at.call(Lambda.PutFunctionConcurrency, { FunctionName: "f", ReservedConcurrentExecutions });
    await cloud.call(SQS.CreateQueue, { QueueName: "work" });
    await cloud.call(Lambda.CreateEventSourceMapping, { FunctionName: "f", EventSourceArn: arn("sqs", "work") });
    await cloud.call(SQS.SendMessage, { QueueUrl: `${BASE}/work`, MessageBody: "start" });
    await cloud.settle();
    expect(runs()).toBe(8);
    await cloud.restart();
    expect(cloud.lineage()).toHaveLength(0);
    await reserve(cloud, 1);
    await cloud.advance(180_000);
    expect(runs()).toBe(16);
    await cloud.stop();
  });

  it("goes on where the function allows it", async () => {
    const { cloud, runs } = await start(true);
    await allow(cloud);
    await cloud.call(SQS.SendMessage, { QueueUrl: `${BASE}/work`, MessageBody: "start" });
    await cloud.advance(60_000);
    expect(runs()).toBe(ROUNDS);
    await cloud.stop();
  });

  it("is none when new messages come from outside", async () => {
    const { cloud, runs } = await startLoop(async () => undefined);
    await cloud.call(SQS.CreateQueue, { QueueName: "work" });
    await cloud.call(Lambda.CreateEventSourceMapping, { FunctionName: "f", EventSourceArn: arn("sqs", "work") });
    for (let index = 0; index < 20; index++) {
      await cloud.call(SQS.SendMessage, { QueueUrl: `${BASE}/work`, MessageBody: "new" });
      await cloud.settle();
    }
    expect(runs()).toBe(20);
    await cloud.stop();
  });
});

describe("a loop through a topic", () => {
  it("is stopped after 16 invocations, and the event goes to the function's dead-letter queue", async () => {
    const { cloud, runs } = await startLoop((at, run) =>
      at.call(SNS.Publish, { TopicArn: arn("sns", "t"), Message: "round" }, asFunction(run)),
    );
    await cloud.call(SNS.CreateTopic, { Name: "t" });
    await cloud.call(SNS.Subscribe, {
      TopicArn: arn("sns", "t"),
      Protocol: "lambda",
      Endpoint: arn("lambda", "function:f"),
    });
    await cloud.call(SNS.Publish, { TopicArn: arn("sns", "t"), Message: "start" });
    await cloud.settle();
    expect(runs()).toBe(16);
    expect(await bodies(cloud, "dead")).toHaveLength(1);
    expect(await dropped(cloud)).toBe(1);
    await cloud.stop();
  });
});

describe("a loop through a bucket", () => {
  it("is stopped after 16 invocations", async () => {
    const { cloud, runs } = await startLoop((at, run) => put(at, asFunction(run)));
    const put = (at: LambdaCloud, frame: { readonly cause?: string } = {}): Promise<unknown> =>
      at.call(S3.PutObject, { Bucket: "photos", Key: "round", Body: body() }, frame);
    await cloud.call(S3.CreateBucket, { Bucket: "photos" });
    await cloud.call(S3.PutBucketNotificationConfiguration, {
      Bucket: "photos",
      NotificationConfiguration: {
        LambdaFunctionConfigurations: [
          { LambdaFunctionArn: arn("lambda", "function:f"), Events: ["s3:ObjectCreated:*"] },
        ],
      },
    });
    await cloud.settle();
    await put(cloud);
    await cloud.settle();
    expect(runs()).toBe(16);
    expect(await bodies(cloud, "dead")).toHaveLength(1);
    await cloud.stop();
  });
});

async function* body(): AsyncIterable<Uint8Array> {
  yield Buffer.from("photo");
}

describe("a loop through a log group", () => {
  it("is stopped after 16 invocations", async () => {
    const cloud = await startLambdaCloud({ services: [logs] });
    const filter = { logGroupName: "shared", filterName: "all" };
    let runs = 0;
    const handler: Handler = async () => {
      if (++runs === ROUNDS) await cloud.call(Logs.DeleteSubscriptionFilter, filter);
    };
    const destinationArn = await cloud.deploy("f", handler, { LoggingConfig: { LogGroup: "shared" } });
    await cloud.call(Logs.CreateLogGroup, { logGroupName: "shared" });
    await cloud.call(Logs.PutSubscriptionFilter, { ...filter, filterPattern: "hello", destinationArn });
    await cloud.run("f");
    await cloud.advance(60_000);
    expect(runs).toBe(16);
    expect(await dropped(cloud)).toBe(1);
    await cloud.stop();
  });
});

describe("a function that invokes itself", () => {
  it("asynchronously is stopped after 16 invocations", async () => {
    const { cloud, runs } = await startLoop((at, run) =>
      at.call(Lambda.Invoke, { FunctionName: "f", InvocationType: "Event" }, asFunction(run)),
    );
    await cloud.call(Lambda.Invoke, { FunctionName: "f", InvocationType: "Event" });
    await cloud.settle();
    expect(runs()).toBe(16);
    const QueueUrl = `${BASE}/dead`;
    const { Messages: messages = [] } = await cloud.call(SQS.ReceiveMessage, {
      QueueUrl,
      MessageAttributeNames: ["All"],
    });
    expect(messages[0]?.MessageAttributes).toMatchObject({
      ErrorCode: { StringValue: "400" },
      ErrorMessage: { StringValue: expect.stringContaining("recursive loop") },
    });
    await cloud.stop();
  });

  it("and waits for itself is told so by the seventeenth call", async () => {
    const refusals: unknown[] = [];
    const { cloud, runs } = await startLoop((at, run) =>
      at.call(Lambda.Invoke, { FunctionName: "f" }, asFunction(run)).catch((error: unknown) => refusals.push(error)),
    );
    await cloud.call(Lambda.Invoke, { FunctionName: "f" });
    expect(runs()).toBe(16);
    expect(refusals).toEqual([expect.objectContaining({ code: "RecursiveInvocationException" })]);
    await cloud.stop();
  });

  it("does not count its retries", async () => {
    const cloud = await startLambdaCloud();
    let runs = 0;
    await cloud.deploy("f", async (_event, run) => {
      runs++;
      if (runs < ROUNDS && runs % 3 === 0) {
        await cloud.call(Lambda.Invoke, { FunctionName: "f", InvocationType: "Event" }, asFunction(run));
      }
      if (runs % 3 !== 0) throw new Error("again");
    });
    await cloud.call(Lambda.Invoke, { FunctionName: "f", InvocationType: "Event" });
    for (let round = 0; round < 20; round++) await cloud.advance(240_000);
    expect(runs).toBe(ROUNDS);
    await cloud.stop();
  });
});

describe("a chain", () => {
  const arnOf = (name: string) => arn("lambda", `function:${name}`);
  const after = (names: readonly string[], chain = ""): string =>
    names.reduce((before, name) => nextChain(before, arnOf(name)), chain);
  const times = (count: number, ...names: string[]): string[] => Array.from({ length: count }, () => names).flat();

  it.each<[string, string, boolean]>([
    ["of nothing", "", false],
    ["of 15 rounds", after(times(15, "a")), false],
    ["of 16 rounds", after(times(16, "a")), true],
    ["of 16 rounds of three functions", after(times(16, "a", "b", "c")), true],
    ["of 16 rounds of another function", after(times(16, "b")), false],
    ["that a client made up", "zz|1:2|~", false],
  ])("%s", (_name, chain, expected) => {
    expect(isExhausted(arnOf("a"), chain)).toBe(expected);
  });

  it.each<[string, Caller, boolean]>([
    ["a user", { kind: "user", account: "0", arn: "", userId: "", accessKeyId: "" }, true],
    ["S3", { kind: "service", account: "0", principal: "s3.amazonaws.com", sourceArn: "" }, true],
    ["SNS", { kind: "service", account: "0", principal: "sns.amazonaws.com", sourceArn: "" }, true],
    ["an alarm", { kind: "service", account: "0", principal: "cloudwatch.amazonaws.com", sourceArn: "" }, false],
    ["an API", { kind: "service", account: "0", principal: "apigateway.amazonaws.com", sourceArn: "" }, false],
  ])("that comes by %s is followed as AWS follows it", (_name, caller, isFollowed) => {
    const chain = after(["a"]);
    expect(chainOfRequest({ caller, cause: idInChain("p-1", chain) })).toBe(isFollowed ? chain : "");
  });

  it("stays short however many functions there are", () => {
    const names = Array.from({ length: 100 }, (_each, index) => `f${index}`);
    expect(after(names).length).toBeLessThanOrEqual(100);
    expect(isExhausted(arnOf("f99"), after(times(15, "f99"), after([...names, "f99"])))).toBe(true);
  });

  it("of several messages has the highest counts", () => {
    expect(isExhausted(arnOf("a"), mergedChain([after(times(3, "a")), after(times(16, "a")), ""]))).toBe(true);
  });
});
