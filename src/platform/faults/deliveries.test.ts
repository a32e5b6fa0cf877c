/** What each fault does to queues, topics and functions: on the virtual clock, with what the story says of it. */
import { afterEach, describe, expect, it } from "vitest";
import { startTestPlatform, type TestPlatform, type TestPlatformOptions } from "../../../tests/harness/platform.ts";
import { SNS } from "../../schema/generated/sns.ts";
import { SQS } from "../../schema/generated/sqs.ts";
import { Lambda } from "../../schema/generated/lambda.ts";
import { batches, scene } from "../../services/lambda/mapping-scene.fixture.ts";
import { startLambdaCloud } from "../../services/lambda/lambda-cloud.contract.ts";
import { sns } from "../../services/sns/service.ts";
import { sqs } from "../../services/sqs/service.ts";
import type { OutboundResult } from "../ports/outbound-http.ts";
import type { GivenFault } from "./read-fault-rule.ts";

const QueueUrl = "http://127.0.0.1:4566/000000000000/q";
const QUEUE = "arn:aws:sqs:us-east-1:000000000000:q";
const WORKER = "arn:aws:lambda:us-east-1:000000000000:function:worker";

const OPEN = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: "*", Action: "sqs:*", Resource: "*" }],
});

const clouds: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  for (const cloud of clouds.splice(0)) await cloud.stop();
});

async function start(options: Partial<TestPlatformOptions> = {}): Promise<TestPlatform> {
  const cloud = await startTestPlatform({ services: [sqs, sns], ...options });
  clouds.push(cloud);
  await cloud.call(SQS.CreateQueue, { QueueName: "q", Attributes: { VisibilityTimeout: "30" } });
  return cloud;
}

const send = (cloud: TestPlatform, MessageBody = "m") => cloud.call(SQS.SendMessage, { QueueUrl, MessageBody });

/** Receives what is visible, and deletes it. */
async function take(cloud: TestPlatform): Promise<readonly string[]> {
  const seen: string[] = [];
  for (;;) {
    const { Messages = [] } = await cloud.call(SQS.ReceiveMessage, { QueueUrl });
    if (Messages.length === 0) return seen;
    for (const { Body = "", ReceiptHandle = "" } of Messages) {
      seen.push(Body);
      await cloud.call(SQS.DeleteMessage, { QueueUrl, ReceiptHandle });
    }
  }
}

const told = (cloud: TestPlatform) => cloud.lineage().filter(({ kind }) => kind === "fault");

/** Whether a promise has ended by now, and how. */
function watch(promise: Promise<unknown>): { state: string } {
  const watched = { state: "waits" };
  promise.then(
    () => (watched.state = "done"),
    (error: unknown) => (watched.state = String(error)),
  );
  return watched;
}

describe("a call", () => {
  it.each<[GivenFault, string, object]>([
    [
      { fault: "throttle" },
      "throttled",
      { code: "RequestThrottled", message: "The request was denied due to request throttling." },
    ],
    [{ fault: "error" }, "throttled", { code: "InternalFailure", statusCode: 500 }],
    [
      { fault: "error", parameters: { code: "OverLimit", message: "no" } },
      "failed",
      { code: "OverLimit", message: "no" },
    ],
    [{ fault: "lose-answer" }, "failed", { name: "AnswerLost" }],
  ])("%j", async (fault, outcome, error) => {
    const cloud = await start();
    cloud.faults().add({ target: QUEUE, operation: "SendMessage", count: 1, ...fault });
    await expect(send(cloud, "first")).rejects.toMatchObject(error);
    await send(cloud, "second");
    const isDone = fault.fault === "lose-answer";
    expect(await take(cloud)).toEqual(isDone ? ["first", "second"] : ["second"]);
    const [hit] = told(cloud);
    const struck = cloud.lineage().find(({ id }) => id === hit?.parent);
    expect([told(cloud).length, struck?.kind, struck?.outcome]).toEqual([1, "sqs.SendMessage", outcome]);
  });

  it("waits on the cloud's clock, and the cloud settles meanwhile", async () => {
    const cloud = await start();
    cloud.faults().add({ fault: "delay", operation: "SendMessage", parameters: { milliseconds: 5_000 } });
    const sent = watch(send(cloud));
    await cloud.advance(4_999);
    expect([sent.state, await take(cloud)]).toEqual(["waits", []]);
    await cloud.advance(1);
    expect([sent.state, await take(cloud)]).toEqual(["done", ["m"]]);
  });

  it("times out although it was carried out", async () => {
    const cloud = await start();
    cloud.faults().add({ fault: "time-out", operation: "SendMessage", parameters: { milliseconds: 5_000 } });
    const sent = watch(send(cloud));
    await cloud.advance(4_999);
    expect([sent.state, await take(cloud)]).toEqual(["waits", ["m"]]);
    await cloud.advance(1);
    expect(sent.state).toContain("AnswerLost");
  });

  it("finds that the clock has jumped, and what fell due meanwhile is late", async () => {
    const cloud = await start();
    await cloud.call(SQS.SendMessage, { QueueUrl, MessageBody: "later", DelaySeconds: 10 });
    const before = cloud.now();
    cloud
      .faults()
      .add({ fault: "clock-jump", operation: "SendMessage", count: 1, parameters: { milliseconds: 60_000 } });
    await send(cloud);
    expect([cloud.now() - before, (await take(cloud)).toSorted()]).toEqual([60_000, ["later", "m"]]);
  });

  it("steps aside, and what is ready at the same time goes first", async () => {
    const cloud = await start();
    await Promise.all(["a", "b"].map((body) => send(cloud, body)));
    expect(await take(cloud)).toEqual(["a", "b"]);
    cloud.faults().add({ fault: "interleave", operation: "SendMessage", count: 1 });
    await Promise.all(["c", "d"].map((body) => send(cloud, body)));
    expect(await take(cloud)).toEqual(["d", "c"]);
    expect(told(cloud)).toMatchObject([{ resource: QUEUE, outcome: "ok" }]);
  });

  it("names what there is", async () => {
    const faults = (await start()).faults();
    expect(() => faults.add({ fault: "throttle", operation: "SendMesage" })).toThrow(
      "No service has an operation SendMesage.",
    );
    expect(() => faults.add({ fault: "interleave", operation: "none" })).toThrow(
      "There is no operation, effect or timer none.",
    );
    expect(() => faults.add({ fault: "effect-crash", operation: "sqs.none" })).toThrow("There is no effect sqs.none.");
    expect(() => faults.add({ fault: "error", parameters: { code: "Nope" } })).toThrow("No service has an error Nope.");
  });
});

describe("a standard queue", () => {
  it("delivers a message again while it is in flight", async () => {
    const cloud = await start();
    cloud.faults().add({ fault: "sqs-duplicate", target: QUEUE, count: 1 });
    await send(cloud);
    const first = await cloud.call(SQS.ReceiveMessage, { QueueUrl });
    const second = await cloud.call(SQS.ReceiveMessage, { QueueUrl });
    const third = await cloud.call(SQS.ReceiveMessage, { QueueUrl });
    expect([first.Messages?.[0]?.MessageId, third.Messages]).toEqual([second.Messages?.[0]?.MessageId, undefined]);
    expect(told(cloud)).toMatchObject([{ subject: first.Messages?.[0]?.MessageId }]);
  });

  it("passes a message over for the next", async () => {
    const cloud = await start();
    cloud.faults().add({ fault: "sqs-reorder", count: 1 });
    for (const body of ["a", "b", "c"]) await send(cloud, body);
    expect((await take(cloud)).toSorted()).toEqual(["a", "b", "c"]);
    expect(told(cloud)).toHaveLength(1);
    cloud.faults().clear();
    cloud.faults().add({ fault: "sqs-reorder", count: 1 });
    for (const body of ["d", "e"]) await send(cloud, body);
    expect(await take(cloud)).toEqual(["e", "d"]);
  });

  it("loses a deletion that it has acknowledged, so that the message comes back", async () => {
    const cloud = await start();
    cloud.faults().add({ fault: "sqs-lose-delete", target: QUEUE, count: 1 });
    await send(cloud);
    expect(await take(cloud)).toEqual(["m"]);
    await cloud.advance(29_999);
    expect(await take(cloud)).toEqual([]);
    await cloud.advance(1);
    expect(await take(cloud)).toEqual(["m"]);
    await cloud.advance(60_000);
    expect(await take(cloud)).toEqual([]);
  });

  it("is the only kind that does: a FIFO queue keeps what it promises", async () => {
    const cloud = await start();
    await cloud.call(SQS.CreateQueue, { QueueName: "f.fifo", Attributes: { FifoQueue: "true" } });
    const fifo = { QueueUrl: QueueUrl.replace(/q$/, "f.fifo") };
    for (const fault of ["sqs-duplicate", "sqs-reorder", "sqs-lose-delete"] as const) cloud.faults().add({ fault });
    for (const id of ["a", "b"]) {
      await cloud.call(SQS.SendMessage, { ...fifo, MessageBody: id, MessageGroupId: "g", MessageDeduplicationId: id });
    }
    for (const body of ["a", "b", undefined]) {
      const { Messages: [message] = [] } = await cloud.call(SQS.ReceiveMessage, fifo);
      expect(message?.Body).toBe(body);
      const { ReceiptHandle } = message ?? {};
      if (ReceiptHandle !== undefined) await cloud.call(SQS.DeleteMessage, { ...fifo, ReceiptHandle });
    }
    expect(told(cloud)).toEqual([]);
  });
});

it("keeps the order of a group, however its topic's and its queue's turns fall", async () => {
  const cloud = await start();
  const { TopicArn = "" } = await cloud.call(SNS.CreateTopic, { Name: "t.fifo", Attributes: { FifoTopic: "true" } });
  const Policy = OPEN;
  const fifo = { QueueUrl: QueueUrl.replace(/q$/, "f.fifo") };
  await cloud.call(SQS.CreateQueue, { QueueName: "f.fifo", Attributes: { FifoQueue: "true", Policy } });
  const Endpoint = QUEUE.replace(/q$/, "f.fifo");
  const Attributes = { RawMessageDelivery: "true" };
  await cloud.call(SNS.Subscribe, { TopicArn, Protocol: "sqs", Endpoint, Attributes });
  cloud.faults().add({ fault: "interleave", probability: 0.5 });
  const sent = Array.from({ length: 20 }, (_, index) => String(index));
  for (const Message of sent) {
    await cloud.call(SNS.Publish, { TopicArn, Message, MessageGroupId: "g", MessageDeduplicationId: Message });
  }
  await cloud.settle();
  const received: string[] = [];
  for (let batch = 0; batch < 20; batch++) {
    const { Messages = [] } = await cloud.call(SQS.ReceiveMessage, { ...fifo, MaxNumberOfMessages: 3 });
    for (const { Body = "", ReceiptHandle = "" } of Messages) {
      received.push(Body);
      await cloud.call(SQS.DeleteMessage, { ...fifo, ReceiptHandle });
    }
  }
  expect(received).toEqual(sent);
  expect(told(cloud).length).toBeGreaterThan(10);
});

/** What the queue of a topic has a while after something was published. */
async function published(
  fault: GivenFault,
  milliseconds = 0,
): Promise<{ cloud: TestPlatform; early: readonly string[] }> {
  const cloud = await start();
  const { TopicArn = "" } = await cloud.call(SNS.CreateTopic, { Name: "news" });
  const Attributes = { RawMessageDelivery: "true" };
  const Policy = OPEN;
  await cloud.call(SQS.SetQueueAttributes, { QueueUrl, Attributes: { Policy } });
  await cloud.call(SNS.Subscribe, { TopicArn, Protocol: "sqs", Endpoint: QUEUE, Attributes });
  cloud.faults().add(fault);
  await cloud.call(SNS.Publish, { TopicArn, Message: "m" });
  await cloud.settle();
  const early = await take(cloud);
  await cloud.advance(milliseconds);
  return { cloud, early };
}

describe("from a topic to a queue", () => {
  it.each<[GivenFault, readonly string[], readonly string[]]>([
    // SNS tries again at once before it waits.
    [{ fault: "throttle", operation: "SendMessage", count: 1 }, ["m"], []],
    [{ fault: "error", operation: "SendMessage", count: 1 }, ["m"], []],
    // What was carried out and not answered is done again: twice in the queue, as at least once allows.
    [{ fault: "lose-answer", operation: "SendMessage", count: 1 }, ["m", "m"], []],
    [{ fault: "delay", operation: "SendMessage", count: 1, parameters: { milliseconds: 5_000 } }, [], ["m"]],
    [{ fault: "effect-delay", target: "sns*", count: 1, parameters: { milliseconds: 5_000 } }, [], ["m"]],
    [{ fault: "effect-duplicate", target: "sns*" }, ["m", "m"], []],
    [{ fault: "effect-crash", target: "sns*" }, ["m", "m"], []],
  ])("%j", async (fault, early, late) => {
    const found = await published(fault, 60_000);
    expect([found.early, await take(found.cloud)]).toEqual([early, late]);
    const hits = told(found.cloud);
    expect(hits.length).toBe(1);
    // The story of what was published leads to the fault.
    const kinds = found.cloud.lineage().map(({ kind }) => kind);
    expect(kinds).toContain("sns.published");
    const byId = new Map(found.cloud.lineage().map((each) => [each.id, each]));
    let root = hits[0];
    for (let parent = root; parent !== undefined; parent = byId.get(parent.parent)) root = parent;
    expect(root?.kind).toBe("sns.Publish");
  });
});

describe("an endpoint", () => {
  it.each<[string, GivenFault, number, number]>([
    ["that is down is tried again", { fault: "endpoint-down", count: 1 }, 20_000, 1],
    ["that is slow hears later", { fault: "endpoint-slow", count: 1, parameters: { milliseconds: 3_000 } }, 3_000, 1],
    ["that is slower than anybody waits", { fault: "endpoint-slow", parameters: { milliseconds: 60_000 } }, 14_999, 0],
  ])("%s", async (_, fault, milliseconds, posts) => {
    const sent: string[] = [];
    const post = async ({ url }: { url: string }): Promise<OutboundResult> => {
      sent.push(url);
      return { kind: "answered", statusCode: 200, body: new Uint8Array() };
    };
    const cloud = await start({ ports: { outbound: { send: post } } });
    const { TopicArn = "" } = await cloud.call(SNS.CreateTopic, { Name: "news" });
    cloud.faults().add({ target: "http://127.0.0.1:9/*", ...fault });
    await cloud.call(SNS.Subscribe, { TopicArn, Protocol: "http", Endpoint: "http://127.0.0.1:9/hear" });
    await cloud.settle();
    expect(sent).toEqual([]);
    await cloud.advance(milliseconds);
    expect(sent).toHaveLength(posts);
    expect(told(cloud).length).toBeGreaterThan(0);
  });
});

describe("a function behind a queue", () => {
  it.each<[GivenFault, number, readonly number[]]>([
    [{ fault: "lambda-error" }, 0, [0, 1]],
    [{ fault: "lambda-error", parameters: { preventExecution: false } }, 0, [1, 2]],
    [{ fault: "lambda-crash" }, 0, [1, 2]],
    [{ fault: "lambda-time-out" }, 0, [0, 1]],
    [{ fault: "lambda-response", parameters: { payload: { ok: true } } }, 0, [0, 0]],
    [{ fault: "lambda-delay", parameters: { milliseconds: 2_000 } }, 2_000, [1, 1]],
    [{ fault: "lose-answer", operation: "DeleteMessageBatch" }, 0, [1, 1]],
    [{ fault: "sqs-lose-delete" }, 0, [1, 2]],
    // Lambda tries again a second later, and the message stays hidden meanwhile.
    [{ fault: "throttle", operation: "Invoke" }, 1_000, [1, 1]],
  ])("%j", async (fault, milliseconds, [first, last]) => {
    let runs = 0;
    const { cloud, left, ...queue } = await scene(
      batches(() => void runs++),
      { queue: { VisibilityTimeout: "60" } },
    );
    clouds.push(cloud);
    cloud.faults().add({ count: 1, ...fault });
    await queue.send("m");
    expect(runs).toBe(milliseconds > 0 ? 0 : first);
    await cloud.advance(milliseconds);
    expect(runs).toBe(first);
    await cloud.advance(120_000);
    expect(runs).toBe(last);
    expect(await left()).toEqual({ visible: 0, hidden: 0 });
    expect(told(cloud)).toHaveLength(1);
  });

  it.each<[GivenFault, unknown, string | undefined]>([
    [
      { fault: "lambda-error", parameters: { errorType: "Boom", errorMessage: "b" } },
      { errorType: "Boom", errorMessage: "b" },
      "Unhandled",
    ],
    [{ fault: "lambda-response", parameters: { payload: [1] } }, [1], undefined],
  ])("answers whoever invokes it: %j", async (fault, result, error) => {
    const cloud = await startLambdaCloud();
    clouds.push(cloud);
    await cloud.deploy("worker", () => "as ever");
    cloud.faults().add({ target: WORKER, count: 1, ...fault });
    expect(await cloud.run("worker")).toEqual({ result, error });
    expect(await cloud.run("worker")).toEqual({ result: "as ever", error: undefined });
  });

  it("fails when it is handed a message for the second time, and at no other", async () => {
    let runs = 0;
    const { cloud, ...queue } = await scene(
      batches(() => {
        runs++;
        throw new Error("never");
      }),
      { queue: { VisibilityTimeout: "60" } },
    );
    clouds.push(cloud);
    cloud.faults().add({ fault: "lambda-error", target: WORKER, parameters: { receiveCount: 2 } });
    await queue.send("m");
    expect([runs, told(cloud).length]).toEqual([1, 0]);
    await cloud.advance(60_000);
    expect([runs, told(cloud).length]).toEqual([1, 1]);
    await cloud.advance(60_000);
    expect([runs, told(cloud).length]).toEqual([2, 1]);
  });

  it.each<[GivenFault, readonly string[]]>([
    [{ fault: "lambda-error" }, ["START", "END", "REPORT"]],
    [{ fault: "lambda-error", parameters: { preventExecution: false } }, ["START", "hello", "END", "REPORT"]],
    [{ fault: "lambda-time-out" }, ["START", "2026-01-15T12:00:00.000Z", "END", "REPORT"]],
    [{ fault: "lambda-crash" }, ["START", "hello", "RequestId:", "END", "REPORT"]],
  ])("has in its log what Lambda writes: %j", async (fault, words) => {
    const cloud = await startLambdaCloud();
    clouds.push(cloud);
    await cloud.deploy("worker", () => null);
    cloud.faults().add({ target: WORKER, ...fault });
    const ran = cloud.run("worker");
    await cloud.advance(3_000);
    await ran;
    await cloud.settle();
    const [stream = [], ...others] = [...cloud.logs.values()];
    expect([stream.map((line) => line.split(" ")[0]), others]).toEqual([words, []]);
  });

  it("is throttled where an event waits for it, and the event is tried again", async () => {
    let runs = 0;
    const cloud = await startLambdaCloud();
    clouds.push(cloud);
    await cloud.deploy("worker", () => void runs++);
    // The call that hands the event over is let pass.
    cloud.faults().add({ fault: "throttle", target: WORKER, skip: 1, count: 2 });
    await cloud.call(Lambda.Invoke, { FunctionName: "worker", InvocationType: "Event" });
    await cloud.advance(2_999);
    expect(runs).toBe(0);
    await cloud.advance(1);
    expect(runs).toBe(1);
    expect(cloud.lineage().filter(({ kind }) => kind === "lambda.throttled")).toHaveLength(2);
  });

  it("is throttled in Lambda's own words", async () => {
    const cloud = await startLambdaCloud();
    clouds.push(cloud);
    await cloud.deploy("worker", () => null);
    cloud.faults().add({ fault: "throttle", target: WORKER, operation: "Invoke" });
    await expect(cloud.call(Lambda.Invoke, { FunctionName: "worker" })).rejects.toMatchObject({
      code: "TooManyRequestsException",
      members: { Reason: "ConcurrentInvocationLimitExceeded" },
    });
  });
});

describe("the disk", () => {
  it("keeps acknowledgements back, in order, and the cloud settles meanwhile", async () => {
    const cloud = await start();
    cloud.faults().add({ fault: "slow-disk", count: 1, parameters: { milliseconds: 2_000 } });
    const slow = watch(send(cloud, "slow"));
    const behind = watch(send(cloud, "behind"));
    await cloud.advance(1_999);
    expect([slow.state, behind.state]).toEqual(["waits", "waits"]);
    await cloud.advance(1);
    expect([slow.state, behind.state]).toEqual(["done", "done"]);
    await send(cloud, "quick");
    expect(await take(cloud)).toEqual(["slow", "behind", "quick"]);
  });
});

it("the same seed strikes the same way", async () => {
  const run = async (seed: number): Promise<string> => {
    const cloud = await start({ seed });
    for (const fault of ["sqs-duplicate", "sqs-reorder", "sqs-lose-delete"] as const) {
      cloud.faults().add({ fault, probability: 0.3 });
    }
    for (let index = 0; index < 10; index++) await send(cloud, String(index));
    for (let round = 0; round < 3; round++) {
      await take(cloud);
      await cloud.advance(30_000);
    }
    return JSON.stringify(cloud.lineage());
  };
  expect(await run(3)).toBe(await run(3));
  expect(await run(3)).not.toBe(await run(4));
});
