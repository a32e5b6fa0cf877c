/** Asynchronous invocation: accepted, tried again, handed on, as a caller and an operator see it. */
import { describe, expect, it } from "vitest";
import { Lambda } from "../../schema/generated/lambda.ts";
import { SQS } from "../../schema/generated/sqs.ts";
import { sqs } from "../sqs/service.ts";
import { asynchronousEvents } from "./keyspaces.ts";
import { startLambdaCloud, type LambdaCloud } from "./lambda-cloud.contract.ts";

const MINUTE = 60_000;

async function send(cloud: LambdaCloud, name: string, event: unknown): Promise<void> {
  const Payload = Buffer.from(JSON.stringify(event));
  const answer = await cloud.call(Lambda.Invoke, { FunctionName: name, InvocationType: "Event", Payload });
  expect(answer).toEqual({ StatusCode: 202 });
}

async function queue(
  cloud: LambdaCloud,
  QueueName: string,
): Promise<{ readonly arn: string; received(): Promise<readonly Letter[]> }> {
  const { QueueUrl = "" } = await cloud.call(SQS.CreateQueue, { QueueName });
  return {
    arn: `arn:aws:sqs:us-east-1:000000000000:${QueueName}`,
    async received() {
      const { Messages: messages = [] } = await cloud.call(SQS.ReceiveMessage, {
        QueueUrl,
        MaxNumberOfMessages: 10,
        MessageAttributeNames: ["All"],
        MessageSystemAttributeNames: ["All"],
      });
      return messages.map((message) => ({
        body: JSON.parse(message.Body ?? "null"),
        attributes: Object.fromEntries(
          Object.entries(message.MessageAttributes ?? {}).map(([name, value]) => [name, value.StringValue]),
        ),
        traced: message.Attributes?.AWSTraceHeader !== undefined,
      }));
    },
  };
}

interface Letter {
  readonly body: unknown;
  readonly attributes: Readonly<Record<string, string | undefined>>;
  readonly traced: boolean;
}

describe("an event", () => {
  it("is run once it is accepted, with a request id of its own", async () => {
    const cloud = await startLambdaCloud();
    const seen: unknown[] = [];
    await cloud.deploy("worker", (event) => void seen.push(event));
    await send(cloud, "worker", { n: 1 });
    await cloud.settle();
    expect(seen).toEqual([{ n: 1 }]);
    await cloud.stop();
  });

  it("is tried again after one and after two minutes, always with the same request id", async () => {
    const cloud = await startLambdaCloud({ services: [sqs] });
    const times: number[] = [];
    const start = cloud.now();
    await cloud.deploy("worker", () => {
      times.push(cloud.now() - start);
      throw new Error("broken");
    });
    await send(cloud, "worker", {});
    await cloud.advance(10 * MINUTE);
    expect(times).toEqual([0, MINUTE, 3 * MINUTE]);
    const ids = cloud.runtime.invocations.map(({ invocation }) => invocation.requestId);
    expect(new Set(ids).size).toBe(1);
    const story = cloud.lineage().filter((record) => record.kind === "lambda.event");
    expect(story.map((record) => record.outcome)).toEqual(["retried", "retried", "failed"]);
    expect(story.at(-1)?.reason).toBe("RetriesExhausted: Error: broken");
    await cloud.stop();
  });

  it("survives a restart while it waits for its next try", async () => {
    const cloud = await startLambdaCloud();
    let tries = 0;
    await cloud.deploy("worker", () => {
      if (++tries === 1) throw new Error("broken");
    });
    await send(cloud, "worker", {});
    await cloud.settle();
    await cloud.restart();
    await cloud.advance(2 * MINUTE);
    expect(tries).toBe(2);
    await cloud.stop();
  });

  it("that a crash left behind is run by the next process", async () => {
    const cloud = await startLambdaCloud();
    const seen: unknown[] = [];
    await cloud.deploy("worker", (event) => void seen.push(event));
    // What a crash leaves between the acceptance and the first attempt: a row that nobody in memory knows of.
    await cloud.scope().write((at) => {
      const event = { name: "worker", qualifier: "", requestId: "r-1", payload: Buffer.from('"late"') };
      const state = { acceptedAt: at.now, cause: "", failures: 0, throttles: 0, isWaiting: false };
      asynchronousEvents.put(at.tx, [at.account, at.region, "r-1"], { ...event, ...state });
    });
    await cloud.settle();
    expect(seen).toEqual([]);
    await cloud.restart();
    await cloud.settle();
    expect(seen).toEqual(["late"]);
    await cloud.stop();
  });

  it("goes to the dead-letter queue with AWS's attributes", async () => {
    const cloud = await startLambdaCloud({ services: [sqs] });
    const dead = await queue(cloud, "dead");
    await cloud.deploy(
      "worker",
      () => {
        throw new Error("é".repeat(2000));
      },
      { DeadLetterConfig: { TargetArn: dead.arn } },
    );
    await cloud.call(Lambda.PutFunctionEventInvokeConfig, { FunctionName: "worker", MaximumRetryAttempts: 0 });
    await send(cloud, "worker", { order: 7 });
    await cloud.settle();
    const [letter] = await dead.received();
    expect(letter?.body).toEqual({ order: 7 });
    expect(letter?.attributes).toEqual({
      RequestID: cloud.runtime.invocations[0]?.invocation.requestId,
      ErrorCode: "200",
      ErrorMessage: "é".repeat(512),
    });
    await cloud.stop();
  });

  it("leaves a record of its end at its destinations", async () => {
    const cloud = await startLambdaCloud({ services: [sqs] });
    const good = await queue(cloud, "good");
    const bad = await queue(cloud, "bad");
    await cloud.deploy("worker", (event) => {
      if (event === "bad") throw new Error("broken");
      return { done: event };
    });
    const config = await cloud.call(Lambda.PutFunctionEventInvokeConfig, {
      FunctionName: "worker",
      MaximumRetryAttempts: 0,
      DestinationConfig: { OnSuccess: { Destination: good.arn }, OnFailure: { Destination: bad.arn } },
    });
    expect(config).toEqual({
      FunctionArn: "arn:aws:lambda:us-east-1:000000000000:function:worker:$LATEST",
      LastModified: cloud.now(),
      MaximumRetryAttempts: 0,
      DestinationConfig: { OnSuccess: { Destination: good.arn }, OnFailure: { Destination: bad.arn } },
    });
    await send(cloud, "worker", "good");
    await send(cloud, "worker", "bad");
    await cloud.settle();
    const [success] = await good.received();
    expect(success?.traced).toBe(true);
    expect(success?.body).toEqual({
      version: "1.0",
      timestamp: new Date(cloud.now()).toISOString(),
      requestContext: {
        requestId: expect.any(String),
        functionArn: "arn:aws:lambda:us-east-1:000000000000:function:worker:$LATEST",
        condition: "Success",
        approximateInvokeCount: 1,
      },
      requestPayload: "good",
      responseContext: { statusCode: 200, executedVersion: "$LATEST" },
      responsePayload: { done: "good" },
    });
    const [failure] = await bad.received();
    expect(failure?.body).toMatchObject({
      requestContext: { condition: "RetriesExhausted", approximateInvokeCount: 1 },
      responseContext: { statusCode: 200, executedVersion: "$LATEST", functionError: "Unhandled" },
      responsePayload: { errorType: "Error", errorMessage: "broken" },
    });
    await cloud.stop();
  });

  it("is discarded at once when no concurrency is reserved for its function", async () => {
    const cloud = await startLambdaCloud({ services: [sqs] });
    const bad = await queue(cloud, "bad");
    await cloud.deploy("worker", () => null);
    await cloud.call(Lambda.PutFunctionConcurrency, { FunctionName: "worker", ReservedConcurrentExecutions: 0 });
    await cloud.call(Lambda.PutFunctionEventInvokeConfig, {
      FunctionName: "worker",
      DestinationConfig: { OnFailure: { Destination: bad.arn } },
    });
    const { StatusCode } = await cloud.call(Lambda.Invoke, { FunctionName: "worker", InvocationType: "Event" });
    expect(StatusCode).toBe(202);
    await cloud.settle();
    const [record] = await bad.received();
    expect(record?.body).toEqual({
      version: "1.0",
      timestamp: expect.any(String),
      requestContext: {
        requestId: expect.any(String),
        functionArn: "arn:aws:lambda:us-east-1:000000000000:function:worker:$LATEST",
        condition: "ZeroReservedConcurrency",
        approximateInvokeCount: 0,
      },
      requestPayload: {},
    });
    expect(cloud.runtime.invocations).toEqual([]);
    await cloud.stop();
  });

  it("waits longer each time it is throttled, and is given up at its age", async () => {
    const cloud = await startLambdaCloud({ services: [sqs] });
    const dead = await queue(cloud, "dead");
    let finish: () => void = () => {};
    await cloud.deploy("worker", () => new Promise<void>((resolve) => (finish = resolve)), {
      DeadLetterConfig: { TargetArn: dead.arn },
    });
    await cloud.call(Lambda.PutFunctionConcurrency, { FunctionName: "worker", ReservedConcurrentExecutions: 1 });
    await cloud.call(Lambda.PutFunctionEventInvokeConfig, { FunctionName: "worker", MaximumEventAgeInSeconds: 60 });
    const held = cloud.run("worker");
    while (cloud.runtime.running === 0) await new Promise((resolve) => setImmediate(resolve));
    await expect(cloud.run("worker")).rejects.toMatchObject({
      code: "TooManyRequestsException",
      message: "Rate Exceeded.",
      members: { Reason: "ReservedFunctionConcurrentInvocationLimitExceeded", Type: "User" },
    });
    await send(cloud, "worker", "patient");
    // The held invocation keeps the cloud from settling, so the clock is moved in small steps by hand.
    const turns = async (): Promise<void> => {
      for (let turn = 0; turn < 30; turn++) await new Promise((resolve) => setImmediate(resolve));
    };
    await turns();
    for (let second = 0; second < 61; second++) await cloud.clock.advance(1000, turns);
    finish();
    await held;
    await cloud.settle();
    const [letter] = await dead.received();
    expect(letter?.attributes).toMatchObject({ ErrorCode: "429", ErrorMessage: "Rate Exceeded." });
    const waits = cloud.lineage().filter((record) => record.kind === "lambda.event" && record.outcome === "retried");
    expect(waits.map((record) => /in (\d+) s/.exec(record.reason ?? "")?.[1])).toEqual(["1", "2", "4", "8", "16"]);
    await cloud.stop();
  });
});

describe("PutFunctionEventInvokeConfig", () => {
  const self = "arn:aws:lambda:us-east-1:000000000000:function:worker";
  it.each<[string, object, string, string]>([
    [
      "nothing to set",
      {},
      "InvalidParameterValueException",
      "You must specify at least one of error handling or destination setting.",
    ],
    [
      "no such function",
      { FunctionName: "nobody", MaximumRetryAttempts: 1 },
      "ResourceNotFoundException",
      "The function doesn't exist.",
    ],
    [
      "itself",
      { DestinationConfig: { OnFailure: { Destination: self } } },
      "InvalidParameterValueException",
      "You can't specify the function as a destination for itself.",
    ],
    [
      "a FIFO queue",
      { DestinationConfig: { OnFailure: { Destination: "arn:aws:sqs:us-east-1:000000000000:x.fifo" } } },
      "InvalidParameterValueException",
      "The destination ARN arn:aws:sqs:us-east-1:000000000000:x.fifo is invalid.",
    ],
    [
      "an event bus",
      { DestinationConfig: { OnFailure: { Destination: "arn:aws:events:us-east-1:000000000000:event-bus/x" } } },
      "NotImplemented",
      "EventBridge",
    ],
    [
      "a bucket for successes",
      { DestinationConfig: { OnSuccess: { Destination: "arn:aws:s3:::x" } } },
      "InvalidParameterValueException",
      "The destination ARN arn:aws:s3:::x is invalid.",
    ],
    [
      "an object",
      { DestinationConfig: { OnFailure: { Destination: "arn:aws:s3:::x/y" } } },
      "InvalidParameterValueException",
      "The destination ARN arn:aws:s3:::x/y is invalid.",
    ],
    [
      "a FIFO topic",
      { DestinationConfig: { OnFailure: { Destination: "arn:aws:sns:us-east-1:000000000000:x.fifo" } } },
      "InvalidParameterValueException",
      "The destination ARN arn:aws:sns:us-east-1:000000000000:x.fifo is invalid.",
    ],
    [
      "what is no destination",
      { DestinationConfig: { OnFailure: { Destination: "arn:aws:iam::000000000000:role/x" } } },
      "InvalidParameterValueException",
      "is invalid.",
    ],
    ["retries below none", { MaximumRetryAttempts: -1 }, "ValidationException", "0"],
    ["too old an age", { MaximumEventAgeInSeconds: 21_601 }, "ValidationException", "21600"],
    ["three retries", { MaximumRetryAttempts: 3 }, "ValidationException", "2"],
    ["too young an age", { MaximumEventAgeInSeconds: 59 }, "ValidationException", "60"],
  ])("refuses %s", async (_name, change, code, message) => {
    const cloud = await startLambdaCloud();
    await cloud.deploy("worker", () => null);
    const FunctionName = "worker";
    await cloud.call(Lambda.PutFunctionEventInvokeConfig, { FunctionName, MaximumRetryAttempts: 1 });
    const before = await cloud.call(Lambda.GetFunctionEventInvokeConfig, { FunctionName });
    for (const operation of [Lambda.PutFunctionEventInvokeConfig, Lambda.UpdateFunctionEventInvokeConfig]) {
      await expect(cloud.call<object, unknown>(operation, { FunctionName, ...change })).rejects.toMatchObject({
        code,
        message: expect.stringContaining(message),
      });
    }
    expect(await cloud.call(Lambda.GetFunctionEventInvokeConfig, { FunctionName })).toEqual(before);
    await cloud.stop();
  });

  it("is replaced by Put, merged by Update, and gone after Delete", async () => {
    const cloud = await startLambdaCloud();
    await cloud.deploy("worker", () => null);
    const FunctionName = "worker";
    await cloud.call(Lambda.PutFunctionEventInvokeConfig, { FunctionName, MaximumRetryAttempts: 1 });
    await cloud.call(Lambda.UpdateFunctionEventInvokeConfig, { FunctionName, MaximumEventAgeInSeconds: 120 });
    expect(await cloud.call(Lambda.GetFunctionEventInvokeConfig, { FunctionName })).toMatchObject({
      MaximumRetryAttempts: 1,
      MaximumEventAgeInSeconds: 120,
    });
    await cloud.call(Lambda.DeleteFunctionEventInvokeConfig, { FunctionName });
    await expect(cloud.call(Lambda.GetFunctionEventInvokeConfig, { FunctionName })).rejects.toMatchObject({
      code: "ResourceNotFoundException",
      message: `The function ${self}:$LATEST doesn't have an EventInvokeConfig`,
    });
    await cloud.stop();
  });
});
