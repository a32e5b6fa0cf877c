/** Asynchronous invocation as a table: what happens to an event, when it is tried, and what is told of its end. */
import { describe, expect, it } from "vitest";
import type { FunctionRuntime, InvocationOutcome } from "../../platform/ports/function-runtime.ts";
import { forcedOutcome } from "../../runtime/environment/forced-end.ts";
import { Lambda } from "../../schema/generated/lambda.ts";
import { S3 } from "../../schema/generated/s3.ts";
import { SNS } from "../../schema/generated/sns.ts";
import { SQS } from "../../schema/generated/sqs.ts";
import { s3 } from "../s3/service.ts";
import { sns } from "../sns/service.ts";
import { sqs } from "../sqs/service.ts";
import { startLambdaCloud, type LambdaCloud } from "./lambda-cloud.contract.ts";

const arn = (service: string, name: string): string => `arn:aws:${service}:us-east-1:000000000000:${name}`;
const FUNCTION = arn("lambda", "function:worker");
const DAY = 24 * 3600_000;

/** What an attempt comes to; the last word of a script holds for all attempts after it. */
type Step = "ok" | "error" | "timeout" | "exit" | "throttle";

const DOCUMENTS: Readonly<Record<Exclude<Step, "throttle">, unknown>> = {
  ok: { done: true },
  error: { errorType: "Error", errorMessage: "broken" },
  timeout: { errorType: "Sandbox.Timedout", errorMessage: "RequestId: r Error: Task timed out after 3.00 seconds" },
  exit: { errorType: "Runtime.ExitError", errorMessage: "RequestId: r Error: Runtime exited with error" },
};

const KINDS: Readonly<Record<Exclude<Step, "throttle">, InvocationOutcome["kind"]>> = {
  ok: "returned",
  error: "failed",
  timeout: "timedOut",
  exit: "exited",
};

/** Environments of which each invocation ends as the script says; a throttle is a machine without room for another. */
function scripted(steps: readonly Step[], attempted: () => void): FunctionRuntime {
  let index = 0;
  return {
    refusal: () => undefined,
    async invoke() {
      attempted();
      const step = steps[Math.min(index++, steps.length - 1)] ?? "ok";
      if (step === "throttle") throw Object.assign(new Error("no room"), { retryable: true });
      return {
        kind: KINDS[step],
        payload: Buffer.from(JSON.stringify(DOCUMENTS[step])),
        durationMilliseconds: 1,
        maxMemoryUsedMegabytes: 1,
        logStreamName: "stream",
        lines: [],
      };
    },
    forceEnd: (spec, invocation, end) => forcedOutcome({ spec, invocation, end, logStreamName: "stream", now: 0 }),
    provision: () => Promise.resolve({ ready: 0 }),
    retire: () => {},
    close: () => Promise.resolve(),
  };
}

interface Watched {
  readonly cloud: LambdaCloud;
  /** Seconds after the event was accepted at which it was tried. */
  readonly tries: readonly number[];
  begin(): Promise<void>;
}

async function startScripted(
  steps: readonly Step[],
  { config = {}, deadLetter = true }: { readonly config?: object; readonly deadLetter?: boolean } = {},
): Promise<Watched> {
  const tries: number[] = [];
  let start = 0;
  const functions = scripted(steps, () => void tries.push((cloud.now() - start) / 1000));
  const cloud: LambdaCloud = await startLambdaCloud({ services: [sqs, sns, s3], ports: { functions } });
  for (const QueueName of ["good", "bad", "dead"]) await cloud.call(SQS.CreateQueue, { QueueName });
  await cloud.deploy("worker", () => null, deadLetter ? { DeadLetterConfig: { TargetArn: arn("sqs", "dead") } } : {});
  await cloud.call(Lambda.PutFunctionEventInvokeConfig, {
    FunctionName: "worker",
    DestinationConfig: {
      OnSuccess: { Destination: arn("sqs", "good") },
      OnFailure: { Destination: arn("sqs", "bad") },
    },
    ...config,
  });
  return {
    cloud,
    tries,
    async begin() {
      start = cloud.now();
      const Payload = Buffer.from('{"order":7}');
      await cloud.call(Lambda.Invoke, { FunctionName: "worker", InvocationType: "Event", Payload });
      await cloud.settle();
    },
  };
}

interface Letter {
  readonly body: unknown;
  readonly attributes: Readonly<Record<string, string | undefined>>;
}

async function letters(cloud: LambdaCloud, name: string): Promise<readonly Letter[]> {
  const { Messages: messages = [] } = await cloud.call(SQS.ReceiveMessage, {
    QueueUrl: `http://127.0.0.1:4566/000000000000/${name}`,
    MaxNumberOfMessages: 10,
    MessageAttributeNames: ["All"],
  });
  return messages.map(({ Body = "null", MessageAttributes = {} }) => ({
    body: JSON.parse(Body),
    attributes: Object.fromEntries(
      Object.entries(MessageAttributes).map(([key, { StringValue }]) => [key, StringValue]),
    ),
  }));
}

interface Expected {
  readonly tries: readonly number[];
  readonly condition: string;
  readonly count: number;
  /** `responseContext` of the record; absent when nothing ran. */
  readonly response?: object;
  readonly payload?: unknown;
  /** ErrorCode and ErrorMessage of the dead letter; absent when there is none. */
  readonly dead?: readonly [code: string, message: string] | readonly [];
}

const RAN = { statusCode: 200, executedVersion: "$LATEST" };
const FAILED = { ...RAN, functionError: "Unhandled" };
const THROTTLED = { statusCode: 429 };
const BACKED_OFF = [0, 1, 3, 7, 15, 31, 63, 127, 255, 511];

const TABLE: readonly (readonly [string, readonly Step[], object, Expected])[] = [
  ["succeeds", ["ok"], {}, { tries: [0], condition: "Success", count: 1, response: RAN, payload: DOCUMENTS.ok }],
  [
    "fails, then succeeds",
    ["error", "ok"],
    {},
    { tries: [0, 60], condition: "Success", count: 1, response: RAN, payload: DOCUMENTS.ok },
  ],
  [
    "fails twice, then succeeds",
    ["error", "timeout", "ok"],
    {},
    { tries: [0, 60, 180], condition: "Success", count: 1, response: RAN, payload: DOCUMENTS.ok },
  ],
  ["always throws", ["error"], {}, exhausted([0, 60, 180], "error", "broken")],
  [
    "always takes too long",
    ["timeout"],
    {},
    exhausted([0, 60, 180], "timeout", "RequestId: r Error: Task timed out after 3.00 seconds"),
  ],
  ["always exits", ["exit"], {}, exhausted([0, 60, 180], "exit", "RequestId: r Error: Runtime exited with error")],
  ["may not be tried again", ["error"], { MaximumRetryAttempts: 0 }, exhausted([0], "error", "broken")],
  ["may be tried again once", ["error"], { MaximumRetryAttempts: 1 }, exhausted([0, 60], "error", "broken")],
  [
    "grows too old for its first retry",
    ["error"],
    { MaximumEventAgeInSeconds: 60 },
    { ...exhausted([0, 60], "error", "broken"), condition: "EventAgeExceeded" },
  ],
  [
    "grows too old for its second retry",
    ["error"],
    { MaximumEventAgeInSeconds: 179 },
    { ...exhausted([0, 60], "error", "broken"), condition: "EventAgeExceeded" },
  ],
  [
    "is just young enough for its second retry",
    ["error"],
    { MaximumEventAgeInSeconds: 180 },
    exhausted([0, 60, 180], "error", "broken"),
  ],
  [
    "is throttled once",
    ["throttle", "ok"],
    {},
    { tries: [0, 1], condition: "Success", count: 1, response: RAN, payload: DOCUMENTS.ok },
  ],
  [
    "is throttled before and between its failures, which are counted alone",
    ["throttle", "error", "throttle", "throttle", "error", "error"],
    {},
    exhausted([0, 1, 61, 62, 64, 184], "error", "broken"),
  ],
  [
    "is throttled up to its age",
    ["throttle"],
    { MaximumEventAgeInSeconds: 60 },
    {
      tries: [0, 1, 3, 7, 15, 31],
      condition: "EventAgeExceeded",
      count: 0,
      response: THROTTLED,
      dead: ["429", "Rate Exceeded."],
    },
  ],
  [
    "fails, and is throttled from then on",
    ["error", "throttle"],
    { MaximumEventAgeInSeconds: 120 },
    {
      tries: [0, 60, 61, 63, 67, 75, 91],
      condition: "EventAgeExceeded",
      count: 1,
      response: THROTTLED,
      dead: ["429", "Rate Exceeded."],
    },
  ],
  [
    "is throttled for six hours, at most five minutes apart",
    ["throttle"],
    {},
    {
      tries: [...BACKED_OFF, ...Array.from({ length: 70 }, (_each, index) => 511 + 300 * (index + 1))],
      condition: "EventAgeExceeded",
      count: 0,
      response: THROTTLED,
      dead: ["429", "Rate Exceeded."],
    },
  ],
];

function exhausted(tries: readonly number[], step: Exclude<Step, "throttle">, message: string): Expected {
  return {
    tries,
    condition: "RetriesExhausted",
    count: tries.length > 3 ? 3 : tries.length,
    response: FAILED,
    payload: DOCUMENTS[step],
    dead: ["200", message],
  };
}

/** What reached the three queues, against what should have. */
async function compare(cloud: LambdaCloud, expected: Expected): Promise<void> {
  const { condition, count, response, payload, dead } = expected;
  const isSuccess = condition === "Success";
  const record = {
    version: "1.0",
    timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    requestContext: {
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      functionArn: `${FUNCTION}:$LATEST`,
      condition,
      approximateInvokeCount: count,
    },
    requestPayload: { order: 7 },
    ...(response === undefined ? {} : { responseContext: response }),
    ...(payload === undefined ? {} : { responsePayload: payload }),
  };
  const bodies = async (name: string): Promise<unknown> => (await letters(cloud, name)).map(({ body }) => body);
  expect(await bodies("good")).toEqual(isSuccess ? [record] : []);
  expect(await bodies("bad")).toEqual(isSuccess ? [] : [record]);
  const RequestID = expect.stringMatching(/^[0-9a-f-]{36}$/);
  const [ErrorCode, ErrorMessage] = dead ?? [];
  const attributes = ErrorCode === undefined ? { RequestID } : { RequestID, ErrorCode, ErrorMessage };
  expect(await letters(cloud, "dead")).toEqual(dead === undefined ? [] : [{ body: { order: 7 }, attributes }]);
}

describe("an accepted event that", () => {
  it.each(TABLE)("%s", async (_name, steps, config, expected) => {
    const { cloud, tries, begin } = await startScripted(steps, { config });
    await begin();
    await cloud.advance(DAY);
    expect(tries).toEqual(expected.tries);
    await compare(cloud, expected);
    const sums = (name: string): number =>
      cloud
        .metrics()
        .filter((each) => each.name === name && Object.keys(each.dimensions).length === 0)
        .reduce((sum, each) => sum + sumOf(each), 0);
    expect(sums("AsyncEventsReceived")).toBe(1);
    expect(sums("AsyncEventsDropped")).toBe(expected.condition === "Success" ? 0 : 1);
    await cloud.stop();
  });

  it("is of a function without concurrency is dropped at once", async () => {
    const { cloud, tries, begin } = await startScripted(["ok"]);
    await cloud.call(Lambda.PutFunctionConcurrency, { FunctionName: "worker", ReservedConcurrentExecutions: 0 });
    await begin();
    expect(tries).toEqual([]);
    await compare(cloud, { tries: [], condition: "ZeroReservedConcurrency", count: 0, dead: [] });
    await cloud.stop();
  });

  it("is of a function that is deleted meanwhile still goes where the function sent its failures", async () => {
    const { cloud, tries, begin } = await startScripted(["error"]);
    await begin();
    await cloud.call(Lambda.DeleteFunction, { FunctionName: "worker" });
    await cloud.advance(DAY);
    expect(tries).toEqual([0]);
    await compare(cloud, {
      tries: [0],
      condition: "RetriesExhausted",
      count: 1,
      response: { statusCode: 404 },
      dead: ["404", `Function not found: ${FUNCTION}:$LATEST`],
    });
    await cloud.stop();
  });
});

describe("the record of a failure", () => {
  it("is an object where its destination is a bucket", async () => {
    const { cloud, begin } = await startScripted(["error"], {
      config: { MaximumRetryAttempts: 0, DestinationConfig: { OnFailure: { Destination: "arn:aws:s3:::failures" } } },
      deadLetter: false,
    });
    await cloud.call(S3.CreateBucket, { Bucket: "failures" });
    await begin();
    const { Contents: contents = [] } = await cloud.call(S3.ListObjectsV2, { Bucket: "failures" });
    const [{ Key = "" } = {}] = contents;
    expect(contents).toHaveLength(1);
    expect(Key).toMatch(/^aws\/lambda\/async\/worker\/2026\/01\/15\/2026-01-15T12\.00\.00-[0-9a-f-]{36}$/);
    const { Body, ContentType } = await cloud.call(S3.GetObject, { Bucket: "failures", Key });
    const pieces: Uint8Array[] = [];
    for await (const piece of Body ?? []) pieces.push(piece);
    expect(JSON.parse(Buffer.concat(pieces).toString("utf8"))).toMatchObject({
      requestContext: { condition: "RetriesExhausted" },
      responsePayload: DOCUMENTS.error,
    });
    expect(ContentType).toBe("application/octet-stream");
    await cloud.stop();
  });

  it("is published where its destination is a topic, and the event itself where the dead-letter target is one", async () => {
    const { cloud, begin } = await startScripted(["error"], {
      config: { MaximumRetryAttempts: 0, DestinationConfig: { OnFailure: { Destination: arn("sns", "failures") } } },
    });
    await cloud.call(SNS.CreateTopic, { Name: "failures" });
    await cloud.call(SNS.Subscribe, {
      TopicArn: arn("sns", "failures"),
      Protocol: "sqs",
      Endpoint: arn("sqs", "bad"),
      Attributes: { RawMessageDelivery: "true" },
    });
    await cloud.call(Lambda.UpdateFunctionConfiguration, {
      FunctionName: "worker",
      DeadLetterConfig: { TargetArn: arn("sns", "failures") },
    });
    await cloud.settle();
    await begin();
    const received = await letters(cloud, "bad");
    expect(received).toHaveLength(2);
    expect(received).toContainEqual({
      body: { order: 7 },
      attributes: { RequestID: expect.any(String), ErrorCode: "200", ErrorMessage: "broken" },
    });
    expect(received).toContainEqual({
      body: expect.objectContaining({ requestContext: expect.objectContaining({ condition: "RetriesExhausted" }) }),
      attributes: {},
    });
    await cloud.stop();
  });

  it.each([
    ["a queue", arn("sqs", "gone")],
    ["a topic", arn("sns", "gone")],
    ["a function", arn("lambda", "function:gone")],
    ["a bucket", "arn:aws:s3:::gone"],
  ])(
    "that cannot be delivered to %s is counted, and the dead letter is sent all the same",
    async (_name, Destination) => {
      const { cloud, begin } = await startScripted(["error"], {
        config: { MaximumRetryAttempts: 0, DestinationConfig: { OnFailure: { Destination } } },
      });
      await begin();
      await cloud.advance(60_000);
      expect(cloud.metrics().some(({ name }) => name === "DestinationDeliveryFailures")).toBe(true);
      expect(await letters(cloud, "dead")).toHaveLength(1);
      expect(cloud.lineage().find(({ kind }) => kind === "lambda.delivery")).toMatchObject({
        outcome: "failed",
        resource: Destination,
      });
      await cloud.stop();
    },
  );

  it("that a dead-letter queue does not take is counted", async () => {
    const { cloud, begin } = await startScripted(["error"], { config: { MaximumRetryAttempts: 0 } });
    await cloud.call(SQS.DeleteQueue, { QueueUrl: "http://127.0.0.1:4566/000000000000/dead" });
    await begin();
    await cloud.advance(60_000);
    expect(cloud.metrics().some(({ name }) => name === "DeadLetterErrors")).toBe(true);
    expect(await letters(cloud, "bad")).toHaveLength(1);
    await cloud.stop();
  });
});

function sumOf(batch: ReturnType<LambdaCloud["metrics"]>[number]): number {
  return Array.from(batch.values, ([value, count]) => value * count).reduce((sum, each) => sum + each, 0);
}
