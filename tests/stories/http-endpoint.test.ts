/** One HTTP endpoint that misbehaves in every way, as a real server, and a cloud on a clock that the test moves. */
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { localCertificate } from "../../src/gateway/certificate.ts";
import { outboundHttp } from "../../src/gateway/outbound-http.ts";
import { seededRandom } from "../../src/kernel/random.ts";
import { realClock } from "../../src/kernel/real-clock.ts";
import { SNS } from "../../src/schema/generated/sns.ts";
import { SQS, type Message } from "../../src/schema/generated/sqs.ts";
import { sns } from "../../src/services/sns/service.ts";
import { sqs } from "../../src/services/sqs/service.ts";
import { startTestPlatform, type TestPlatform } from "../harness/platform.ts";

const TIMEOUT = 15_000;
const arn = (queue: string): string => `arn:aws:sqs:us-east-1:000000000000:${queue}`;

interface Attempt {
  /** Milliseconds on the cloud's clock since the publish. */
  readonly at: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

type Behaviour = (response: ServerResponse, attempt: number) => void;
const status =
  (code: number, headers: Record<string, string> = {}): Behaviour =>
  (response) =>
    void response.writeHead(code, headers).end("what the endpoint says");
const hang: Behaviour = () => {};

let cloud: TestPlatform;
let server: Server;
let port: number;
let attempts: Attempt[];
let behaviour: Behaviour;
/** Called when an attempt has arrived and the endpoint has done what it does. */
let arrived: () => void;
let start: number;
let TopicArn: string;

beforeEach(async () => {
  attempts = [];
  behaviour = status(200);
  arrived = () => {};
  server = createServer((request, response) => {
    let body = "";
    request.on("data", (piece: Buffer) => (body += piece.toString()));
    request.on("end", () => {
      attempts.push({ at: cloud.now() - start, headers: request.headers, body });
      behaviour(response, attempts.length);
      arrived();
    });
  });
  await listen(0);
  cloud = await startTestPlatform({
    services: [sns, sqs],
    ports: (clock) => ({ outbound: outboundHttp(clock) }),
  });
  for (const QueueName of ["orders", "failed"]) await cloud.call(SQS.CreateQueue, { QueueName });
  TopicArn = (await cloud.call(SNS.CreateTopic, { Name: "orders" })).TopicArn ?? "";
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await cloud.stop();
});

async function listen(wanted: number): Promise<void> {
  await new Promise<void>((resolve) => server.listen(wanted, "127.0.0.1", resolve));
  // A listening TCP server's address is never a string.
  port = (server.address() as AddressInfo).port;
}

/** Subscribes the endpoint, which confirms, and forgets what it has been sent for that. */
async function subscribe(Attributes: Record<string, string> = {}, path = "/"): Promise<string> {
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arn("failed") });
  const { SubscriptionArn = "" } = await cloud.call(SNS.Subscribe, {
    TopicArn,
    Protocol: "http",
    Endpoint: `http://localhost:${port}${path}`,
    Attributes: { RedrivePolicy, ...Attributes },
    ReturnSubscriptionArn: true,
  });
  await cloud.settle();
  const { Token } = JSON.parse(attempts.at(-1)?.body ?? "");
  await cloud.call(SNS.ConfirmSubscription, { TopicArn, Token });
  attempts = [];
  return SubscriptionArn;
}

async function publish(Message = "hello"): Promise<string> {
  start = cloud.now();
  const MessageAttributes = { color: { DataType: "String", StringValue: "red" } };
  const { MessageId = "" } = await cloud.call(SNS.Publish, { TopicArn, Message, MessageAttributes });
  return MessageId;
}

/** Up to ten messages; waits for the first as long as the clock stands. */
async function received(queue: string, WaitTimeSeconds = 0): Promise<readonly Message[]> {
  const QueueUrl = `http://127.0.0.1:4566/000000000000/${queue}`;
  const input = { QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds, MessageAttributeNames: ["All"] };
  return (await cloud.call(SQS.ReceiveMessage, input)).Messages ?? [];
}

/** Moves the clock while the endpoint has a request that it does not answer, each time that it has one. */
async function advanceThroughHangs(count: number, delay = 20_000): Promise<void> {
  for (let index = 0; index < count; index++) {
    await cloud.clock.advance(TIMEOUT);
    if (index < count - 1) {
      const next = new Promise<void>((resolve) => (arrived = resolve));
      // From the failure to the next attempt; nothing is under way between them.
      await cloud.settle();
      await cloud.clock.advance(delay);
      await next;
    }
  }
  await cloud.settle();
}

const RETRIED = [0, 20_000, 40_000, 60_000];

describe("an endpoint that answers", () => {
  it.each<readonly [name: string, behaviour: Behaviour, times: readonly number[], outcome: string]>([
    ["200", status(200), [0], "delivered"],
    ["500 to the end", status(500), RETRIED, "dead-lettered"],
    ["503 to the end", status(503), RETRIED, "dead-lettered"],
    ["429 to the end", status(429), RETRIED, "dead-lettered"],
    ["500 once", (response, attempt) => status(attempt < 2 ? 500 : 200)(response, attempt), [0, 20_000], "delivered"],
    [
      "500 three times",
      (response, attempt) => status(attempt < 4 ? 500 : 200)(response, attempt),
      RETRIED,
      "delivered",
    ],
    ["400", status(400), [0], "delivered"],
    ["403", status(403), [0], "delivered"],
    ["404", status(404), [0], "delivered"],
    ["a redirect, which nobody follows", status(302, { location: "http://127.0.0.1:1/" }), [0], "delivered"],
    ["a redirect to metadata", status(307, { location: "http://169.254.169.254/" }), [0], "delivered"],
    ["by closing the connection", (response) => void response.destroy(), RETRIED, "dead-lettered"],
    [
      "with half of what it promised",
      (response) => {
        response.writeHead(200, { "content-length": "100" });
        response.write("half", () => response.destroy());
      },
      RETRIED,
      "dead-lettered",
    ],
    ["with no HTTP", (response) => void response.socket?.end("hello\r\n\r\n"), RETRIED, "dead-lettered"],
  ])("%s", async (_name, does, times, outcome) => {
    const SubscriptionArn = await subscribe();
    behaviour = does;
    const messageId = await publish();
    await cloud.advance(300_000);
    expect(attempts.map((each) => each.at)).toEqual(times);
    // A retry is the same request, its message id included.
    expect(new Set(attempts.map((each) => each.body)).size).toBe(1);
    for (const { headers } of attempts) {
      expect(headers).toMatchObject({
        "x-amz-sns-message-type": "Notification",
        "x-amz-sns-message-id": messageId,
        "x-amz-sns-topic-arn": TopicArn,
        "x-amz-sns-subscription-arn": SubscriptionArn,
        "content-type": "text/plain; charset=UTF-8",
        "user-agent": "Amazon Simple Notification Service Agent",
        "accept-encoding": "gzip,deflate",
      });
    }
    const dead = await received("failed");
    expect(dead.map((each) => each.Body)).toEqual(outcome === "delivered" ? [] : [attempts[0]?.body]);
    expect(dead[0]?.MessageAttributes).toBeUndefined();
  });
});

describe("a delivery policy", () => {
  const healthyRetryPolicy = {
    minDelayTarget: 1,
    maxDelayTarget: 60,
    numRetries: 10,
    numNoDelayRetries: 2,
    numMinDelayRetries: 2,
    numMaxDelayRetries: 2,
  };

  it.each<readonly [backoffFunction: string, times: readonly number[]]>([
    ["linear", [0, 0, 0, 1_000, 2_000, 3_000, 23_667, 64_000, 124_000, 184_000, 244_000]],
    ["exponential", [0, 0, 0, 1_000, 2_000, 3_000, 5_000, 9_000, 17_000, 77_000, 137_000]],
  ])("has four phases, here with %s back-off", async (backoffFunction, times) => {
    const DeliveryPolicy = JSON.stringify({ healthyRetryPolicy: { ...healthyRetryPolicy, backoffFunction } });
    await subscribe({ DeliveryPolicy });
    behaviour = status(500);
    await publish();
    await cloud.advance(3_600_000);
    expect(attempts.map((each) => each.at)).toEqual(times);
    expect((await received("failed")).length).toBe(1);
  });

  it("that may wait for an hour is followed to its end, however long the attempts take", async () => {
    const policy = { numRetries: 2, minDelayTarget: 1_800, maxDelayTarget: 1_800 };
    await subscribe({ DeliveryPolicy: JSON.stringify({ healthyRetryPolicy: policy }) });
    behaviour = hang;
    const first = new Promise<void>((resolve) => (arrived = resolve));
    await publish();
    await first;
    await advanceThroughHangs(3, 1_800_000);
    expect(attempts.map((each) => each.at)).toEqual([0, 1_815_000, 3_630_000]);
    await cloud.advance(10 * 3_600_000);
    expect(attempts.length).toBe(3);
    expect((await received("failed")).length).toBe(1);
  });
});

describe("an endpoint with TLS", () => {
  it("gets nothing while its certificate is one that nobody trusts", async () => {
    const { key, chain } = await localCertificate({
      directory: undefined,
      clock: realClock,
      random: seededRandom(1),
    });
    const secure = createSecureServer({ key, cert: chain }, () => expect.unreachable());
    await new Promise<void>((resolve) => secure.listen(0, "127.0.0.1", resolve));
    // A listening TCP server's address is never a string.
    const Endpoint = `https://localhost:${(secure.address() as AddressInfo).port}/`;
    await cloud.call(SNS.Subscribe, { TopicArn, Protocol: "https", Endpoint });
    await cloud.advance(300_000);
    const told = cloud.lineage().filter((each) => each.kind === "sns.confirmation");
    expect(told.map((each) => each.outcome)).toEqual(["retried", "retried", "retried", "failed"]);
    expect(told[0]?.reason).toMatch(/self-signed certificate/);
    await new Promise((resolve) => secure.close(resolve));
  });
});

describe("an endpoint that does not answer", () => {
  it("is given 15 seconds, then 20 more before the next attempt, and its message ends in the dead-letter queue", async () => {
    await subscribe();
    behaviour = hang;
    const first = new Promise<void>((resolve) => (arrived = resolve));
    await publish();
    await first;
    await advanceThroughHangs(4);
    expect(attempts.map((each) => each.at)).toEqual([0, 35_000, 70_000, 105_000]);
    expect((await received("failed")).map((each) => each.Body)).toEqual([attempts[0]?.body]);
    await cloud.advance(3_600_000);
    expect(attempts.length).toBe(4);
  });

  it("is one that answers too late, too", async () => {
    await subscribe();
    let late: ServerResponse | undefined;
    behaviour = (response, attempt) => {
      if (attempt === 1) late = response;
      else status(200)(response, attempt);
    };
    const first = new Promise<void>((resolve) => (arrived = resolve));
    await publish();
    await first;
    await cloud.clock.advance(TIMEOUT);
    await cloud.settle();
    late?.end();
    await cloud.advance(300_000);
    expect(attempts.map((each) => each.at)).toEqual([0, 35_000]);
    expect(await received("failed")).toEqual([]);
  });

  it("may be down, and come back", async () => {
    await subscribe();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await publish();
    await cloud.advance(30_000);
    await listen(port);
    await cloud.advance(300_000);
    expect(attempts.map((each) => each.at)).toEqual([40_000]);
  });

  it("may be down for good: raw messages go to the dead-letter queue with their attributes", async () => {
    await subscribe({ RawMessageDelivery: "true" });
    const closed = port;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await publish();
    await cloud.advance(60_000);
    expect(await received("failed")).toMatchObject([
      { Body: "hello", MessageAttributes: { color: { DataType: "String", StringValue: "red" } } },
    ]);
    await listen(closed);
    await cloud.advance(3_600_000);
    expect(attempts).toEqual([]);
  });
});

describe("a slow endpoint delays nobody else", () => {
  it("holds a bounded number of connections, while queues and other endpoints get all of theirs at once", async () => {
    await subscribe({}, "/slow");
    await subscribe({}, "/quick");
    const Attributes = { RawMessageDelivery: "true" };
    await cloud.call(SNS.Subscribe, { TopicArn, Protocol: "sqs", Endpoint: arn("orders"), Attributes });
    const MESSAGES = 400;
    const quick: string[] = [];
    let slow = 0;
    let all = (): void => {};
    const done = new Promise<void>((resolve) => (all = resolve));
    behaviour = (response) => {
      if (response.req.url === "/slow") slow++;
      else {
        quick.push("one");
        response.end();
      }
      if (quick.length === MESSAGES) all();
    };
    for (let index = 0; index < MESSAGES; index++) await publish(`m${index}`);
    await done;
    expect([quick.length, slow]).toEqual([MESSAGES, 16]);
    let queued = 0;
    while (queued < MESSAGES) queued += (await received("orders", 20)).length;
    // The clock has not moved: none of it waited for a time-out.
    expect(cloud.now()).toBe(start);
    behaviour = status(200);
    server.closeAllConnections();
  });
});
