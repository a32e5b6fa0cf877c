import { createVerify, X509Certificate } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTestPlatform, type TestPlatform } from "../../../../tests/harness/platform.ts";
import { SNS } from "../../../schema/generated/sns.ts";
import { messages, messageUses } from "../keyspaces.ts";
import { QUEUES_PER_EFFECT } from "../limits.ts";
import { answered, type Neighbours, neighbours, queueIsDown, queueIsGone } from "../neighbours.fixture.ts";
import { sns } from "../service.ts";

const QUEUE_ARN = "arn:aws:sqs:us-east-1:000000000000:orders";
const DLQ_ARN = "arn:aws:sqs:us-east-1:000000000000:failed";
const FUNCTION_ARN = "arn:aws:lambda:us-east-1:000000000000:function:work";
const URL_ENDPOINT = "http://hooks.example/sns";

let cloud: TestPlatform;
let others: Neighbours;
let TopicArn: string;

beforeEach(async () => {
  others = neighbours();
  const { services, outbound } = others;
  cloud = await startTestPlatform({ services: [sns, ...services], ports: { outbound } });
  TopicArn = (await cloud.call(SNS.CreateTopic, { Name: "orders" })).TopicArn ?? "";
});
afterEach(() => cloud.stop());

async function subscribe(Protocol: string, Endpoint: string, Attributes: Record<string, string> = {}): Promise<string> {
  const input = { TopicArn, Protocol, Endpoint, Attributes, ReturnSubscriptionArn: true };
  const { SubscriptionArn = "" } = await cloud.call(SNS.Subscribe, input);
  await cloud.settle();
  return SubscriptionArn;
}

/** Confirms the subscription that an endpoint was last asked about. */
async function confirm(): Promise<void> {
  const { Token, TopicArn: arn } = JSON.parse(Buffer.from(others.posted.at(-1)?.body ?? []).toString());
  await cloud.call(SNS.ConfirmSubscription, { TopicArn: arn, Token });
  others.posted.length = 0;
}

async function publish(Message: string): Promise<void> {
  await cloud.call(SNS.Publish, { TopicArn, Message });
  await cloud.settle();
}

function outcomes(kind = "sns.delivery"): readonly string[] {
  return cloud
    .lineage()
    .filter((each) => each.kind === kind)
    .map((each) => each.outcome);
}

describe("envelopes", () => {
  it("have AWS's members in AWS's order, and a signature that verifies with the certificate that is served", async () => {
    await subscribe("sqs", QUEUE_ARN);
    await subscribe("lambda", FUNCTION_ARN);
    for (const version of ["1", "2"]) {
      await cloud.call(SNS.SetTopicAttributes, {
        TopicArn,
        AttributeName: "SignatureVersion",
        AttributeValue: version,
      });
      await cloud.call(SNS.Publish, {
        TopicArn,
        Subject: "Greeting",
        Message: "hello",
        MessageAttributes: { image: { DataType: "Binary", BinaryValue: new Uint8Array([1, 2]) } },
      });
      await cloud.settle();
      const envelope = JSON.parse(others.sent.at(-1)?.MessageBody ?? "");
      expect(Object.keys(envelope)).toEqual([
        "Type",
        "MessageId",
        "TopicArn",
        "Subject",
        "Message",
        "Timestamp",
        "SignatureVersion",
        "Signature",
        "SigningCertURL",
        "UnsubscribeURL",
        "MessageAttributes",
      ]);
      expect(envelope).toMatchObject({
        Type: "Notification",
        Timestamp: "2026-01-15T12:00:00.000Z",
        SignatureVersion: version,
        MessageAttributes: { image: { Type: "Binary", Value: "AQI=" } },
      });
      const { pathname } = new URL(envelope.SigningCertURL);
      const route = sns.routes?.find((each) => each.claims("127.0.0.1:4566", pathname));
      const request = { method: "GET", host: "", path: pathname, query: "", headers: [], sourceIp: "", protocol: "" };
      const response = await route?.handle({ ...request, body: new Uint8Array() }, cloud.scope());
      // The route answers with bytes, not with a stream.
      const { publicKey } = new X509Certificate(Buffer.from(response?.body as Uint8Array));
      const text =
        `Message\nhello\nMessageId\n${envelope.MessageId}\nSubject\nGreeting\n` +
        `Timestamp\n${envelope.Timestamp}\nTopicArn\n${TopicArn}\nType\nNotification\n`;
      const verify = createVerify(version === "1" ? "RSA-SHA1" : "RSA-SHA256").update(text);
      expect(verify.verify(publicKey, envelope.Signature, "base64")).toBe(true);
      const event = JSON.parse(Buffer.from(others.invoked.at(-1)?.Payload ?? []).toString());
      expect(event.Records[0]).toMatchObject({
        EventSource: "aws:sns",
        EventVersion: "1.0",
        Sns: { Subject: "Greeting", SignatureVersion: "1", Signature: envelope.Signature, Message: "hello" },
      });
      expect(Object.keys(event.Records[0].Sns)).toContain("SigningCertUrl");
    }
  });
});

describe("deliveries to queues and functions", () => {
  it("are tried again at once, then with growing pauses, while the other side is down", async () => {
    await subscribe("sqs", QUEUE_ARN, { RawMessageDelivery: "true" });
    others.queueFails = queueIsDown;
    await publish("hello");
    expect(outcomes()).toEqual(["retried", "retried", "retried", "retried"]);
    await cloud.advance(2_000);
    expect(outcomes().length).toBe(6);
    others.queueFails = () => undefined;
    await cloud.advance(1_000);
    expect(others.sent.map((each) => each.MessageBody)).toEqual(["hello"]);
    expect(outcomes().at(-1)).toBe("ok");
  });

  it("do not hold up other messages or subscriptions", async () => {
    await subscribe("sqs", QUEUE_ARN, { RawMessageDelivery: "true" });
    await subscribe("sqs", DLQ_ARN, { RawMessageDelivery: "true" });
    others.queueFails = (queue) => (queue === "orders" ? queueIsDown() : undefined);
    await publish("one");
    others.queueFails = () => undefined;
    await publish("two");
    expect(others.sent.map((each) => `${each.queue} ${each.MessageBody}`)).toEqual([
      "failed one",
      "orders two",
      "failed two",
    ]);
  });

  it("reach each of more queues than one effect is for, once", async () => {
    const queues = Array.from({ length: QUEUES_PER_EFFECT + 1 }, (_, index) => `q${index}`);
    for (const queue of queues) await subscribe("sqs", `arn:aws:sqs:us-east-1:000000000000:${queue}`);
    await publish("hello");
    expect(others.sent.map(({ queue }) => queue).toSorted()).toEqual(queues.toSorted());
  });

  it("that break down are tried again alone", async () => {
    await subscribe("sqs", QUEUE_ARN, { RawMessageDelivery: "true" });
    await subscribe("sqs", DLQ_ARN, { RawMessageDelivery: "true" });
    // A bug of the other side, which no modelled error stands for.
    others.queueFails = (queue) => (queue === "orders" ? (new TypeError("a bug") as never) : undefined);
    await publish("one");
    others.queueFails = () => undefined;
    await cloud.advance(1_000);
    expect(others.sent.map(({ queue }) => queue)).toEqual(["failed", "orders"]);
  });

  it("to subscriptions that are gone by then are given up, and the others are made", async () => {
    const gone = await subscribe("sqs", QUEUE_ARN, { RawMessageDelivery: "true" });
    await subscribe("sqs", DLQ_ARN, { RawMessageDelivery: "true" });
    others.queueFails = queueIsDown;
    await publish("one");
    await cloud.call(SNS.Unsubscribe, { SubscriptionArn: gone });
    others.queueFails = () => undefined;
    await cloud.advance(60_000);
    expect(others.sent.map(({ queue }) => queue)).toEqual(["failed"]);
  });

  it("go to the dead-letter queue at once when the queue is gone", async () => {
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: DLQ_ARN });
    await subscribe("sqs", QUEUE_ARN, { RawMessageDelivery: "true", RedrivePolicy });
    others.queueFails = (queue) => (queue === "orders" ? queueIsGone() : undefined);
    const MessageAttributes = { color: { DataType: "String", StringValue: "red" } };
    await cloud.call(SNS.Publish, { TopicArn, Message: "hello", MessageAttributes });
    await cloud.settle();
    expect(others.sent).toMatchObject([{ queue: "failed", MessageBody: "hello", MessageAttributes }]);
    expect(outcomes()).toEqual(["dead-lettered"]);
    expect(outcomes("sns.redrive")).toEqual(["ok"]);
  });

  it("are dropped without a dead-letter queue, and the story says why", async () => {
    await subscribe("sqs", QUEUE_ARN, { RawMessageDelivery: "true" });
    others.queueFails = queueIsGone;
    await publish("hello");
    const told = cloud.lineage().find((each) => each.kind === "sns.delivery");
    expect(told).toMatchObject({ outcome: "failed", reason: "QueueDoesNotExist: The specified queue does not exist." });
  });

  it("give the dead-letter queue of a function the envelope", async () => {
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: DLQ_ARN });
    await subscribe("lambda", FUNCTION_ARN, { RedrivePolicy });
    others.functionFails = queueIsGone;
    await publish("hello");
    expect(JSON.parse(others.sent[0]?.MessageBody ?? "")).toMatchObject({ Type: "Notification", Message: "hello" });
  });

  it("fail for a raw message with more attributes than a queue takes", async () => {
    await subscribe("sqs", QUEUE_ARN, { RawMessageDelivery: "true" });
    const names = Array.from({ length: 11 }, (_, index) => `a${index}`);
    const MessageAttributes = Object.fromEntries(names.map((name) => [name, { DataType: "String", StringValue: "x" }]));
    await cloud.call(SNS.Publish, { TopicArn, Message: "hello", MessageAttributes });
    await cloud.settle();
    expect([others.sent, outcomes()]).toEqual([[], ["failed"]]);
  });

  it("store a large message once, and forget it when the last delivery is done", async () => {
    await subscribe("sqs", QUEUE_ARN, { RawMessageDelivery: "true" });
    await subscribe("sqs", DLQ_ARN, { RawMessageDelivery: "true" });
    const large = "x".repeat(100_000);
    others.queueFails = queueIsDown;
    await publish(large);
    expect(rows("sns/messages")).toBe(1);
    await cloud.restart();
    others.queueFails = () => undefined;
    await cloud.advance(60_000);
    expect(others.sent.map((each) => each.MessageBody === large)).toEqual([true, true]);
    expect(rows("sns/messages") + rows("sns/message-uses")).toBe(0);
  });
});

/** How many rows a keyspace of SNS has. */
function rows(name: string): number {
  const keyspace = name === "sns/messages" ? messages : messageUses;
  return cloud.store.read((tx) => [...keyspace.keys(tx, [])].length);
}

describe("deliveries to HTTP", () => {
  it("begin once the endpoint has confirmed, with AWS's headers", async () => {
    const input = { TopicArn, Protocol: "http", Endpoint: URL_ENDPOINT };
    expect((await cloud.call(SNS.Subscribe, input)).SubscriptionArn).toBe("pending confirmation");
    await publish("too early");
    const [request, ...more] = others.posted;
    expect(more).toEqual([]);
    expect(request?.headers).toMatchObject({
      "content-type": "text/plain; charset=UTF-8",
      "user-agent": "Amazon Simple Notification Service Agent",
      "x-amz-sns-message-type": "SubscriptionConfirmation",
      "x-amz-sns-topic-arn": TopicArn,
    });
    expect(request?.headers).not.toHaveProperty("x-amz-sns-subscription-arn");
    const body = JSON.parse(Buffer.from(request?.body ?? []).toString());
    expect(body.SubscribeURL).toBe(
      `http://127.0.0.1:4566/?Action=ConfirmSubscription&TopicArn=${TopicArn}&Token=${body.Token}`,
    );
    const listed = await cloud.call(SNS.ListSubscriptionsByTopic, { TopicArn });
    expect(listed.Subscriptions?.[0]?.SubscriptionArn).toBe("PendingConfirmation");
    others.posted.length = 0;
    const caller = { kind: "anonymous", account: "000000000000", arn: "", userId: "", accessKeyId: "" } as const;
    const { SubscriptionArn = "" } = await cloud.call(
      SNS.ConfirmSubscription,
      { TopicArn, Token: body.Token },
      { caller },
    );
    await cloud.call(SNS.ConfirmSubscription, { TopicArn, Token: body.Token });
    await publish("hello");
    expect(others.posted[0]?.headers).toMatchObject({
      "x-amz-sns-message-type": "Notification",
      "x-amz-sns-subscription-arn": SubscriptionArn,
    });
    const { Attributes } = await cloud.call(SNS.GetSubscriptionAttributes, { SubscriptionArn });
    expect(Attributes).toMatchObject({ PendingConfirmation: "false", ConfirmationWasAuthenticated: "false" });
    // The link in the message unsubscribes, and the endpoint can take that back.
    await cloud.call(SNS.Unsubscribe, { SubscriptionArn }, { caller });
    await cloud.settle();
    expect(others.posted.at(-1)?.headers["x-amz-sns-message-type"]).toBe("UnsubscribeConfirmation");
    await expect(cloud.call(SNS.GetSubscriptionAttributes, { SubscriptionArn })).rejects.toThrow("does not exist");
    await confirm();
    await publish("again");
    expect(others.posted.length).toBe(1);
  });

  it("are tried three more times, 20 seconds apart, and then go to the dead-letter queue", async () => {
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: DLQ_ARN });
    await subscribe("http", URL_ENDPOINT, { RawMessageDelivery: "true", RedrivePolicy });
    await confirm();
    const times: number[] = [];
    const start = cloud.now();
    others.answer = () => {
      times.push(cloud.now() - start);
      return answered(503);
    };
    await publish("hello");
    await cloud.advance(300_000);
    expect(times).toEqual([0, 20_000, 40_000, 60_000]);
    const ids = new Set(others.posted.map((each) => each.headers["x-amz-sns-message-id"]));
    expect(ids.size).toBe(1);
    expect(others.posted[0]).toMatchObject({ timeoutMilliseconds: 15_000, body: Buffer.from("hello") });
    expect(others.posted[0]?.headers["x-amz-sns-rawdelivery"]).toBe("true");
    expect(others.sent).toMatchObject([{ queue: "failed", MessageBody: "hello" }]);
    expect(outcomes()).toEqual(["retried", "retried", "retried", "dead-lettered"]);
  });

  it("follow the delivery policy of the subscription, across a restart", async () => {
    const healthyRetryPolicy = { minDelayTarget: 1, maxDelayTarget: 5, numRetries: 3, numNoDelayRetries: 1 };
    const requestPolicy = { headerContentType: "application/json" };
    await subscribe("http", URL_ENDPOINT, {
      RawMessageDelivery: "true",
      DeliveryPolicy: JSON.stringify({ healthyRetryPolicy, requestPolicy }),
    });
    await confirm();
    others.answer = () => ({ kind: "failed", reason: "connect ECONNREFUSED" });
    await publish("hello");
    expect(others.posted.length).toBe(2);
    await cloud.restart();
    await cloud.advance(1_000);
    expect(others.posted.length).toBe(3);
    await cloud.advance(4_999);
    expect(others.posted.length).toBe(3);
    await cloud.advance(1);
    expect(others.posted.length).toBe(4);
    expect(others.posted[0]?.headers["content-type"]).toBe("application/json");
    await cloud.advance(3_600_000);
    expect(others.posted.length).toBe(4);
    expect(outcomes().at(-1)).toBe("failed");
  });

  it.each([
    [400, "ok"],
    [302, "ok"],
    [404, "ok"],
    [429, "retried"],
    [500, "retried"],
  ])("take status %i as %s", async (status, outcome) => {
    await subscribe("http", URL_ENDPOINT, { RawMessageDelivery: "true" });
    await confirm();
    others.answer = () => answered(status);
    await publish("hello");
    expect(outcomes()).toEqual([outcome]);
  });

  it("are not tried again at an address that is never called", async () => {
    await subscribe("http", URL_ENDPOINT, { RawMessageDelivery: "true" });
    await confirm();
    others.answer = () => ({ kind: "refused", reason: "The address 169.254.169.254 is never called." });
    await publish("hello");
    await cloud.advance(300_000);
    expect([others.posted.length, outcomes()]).toEqual([1, ["failed"]]);
  });

  it("forget a subscription that nobody confirms within two days, and its tokens", async () => {
    const arn = await subscribe("http", URL_ENDPOINT, { RawMessageDelivery: "true" });
    const { Token } = JSON.parse(Buffer.from(others.posted[0]?.body ?? []).toString());
    await cloud.advance(2 * 86_400_000);
    await expect(cloud.call(SNS.GetSubscriptionAttributes, { SubscriptionArn: arn })).rejects.toThrow("does not exist");
    await expect(cloud.call(SNS.ConfirmSubscription, { TopicArn, Token })).rejects.toThrow("Invalid parameter: Token");
  });
});

it("asks a queue of another account to confirm", async () => {
  const Endpoint = "arn:aws:sqs:us-east-1:111111111111:theirs";
  await subscribe("sqs", Endpoint, { RawMessageDelivery: "true" });
  const { Type, Token } = JSON.parse(others.sent[0]?.MessageBody ?? "");
  expect(Type).toBe("SubscriptionConfirmation");
  await publish("too early");
  await cloud.call(SNS.ConfirmSubscription, { TopicArn, Token });
  await publish("hello");
  expect(others.sent.map((each) => each.MessageBody).slice(1)).toEqual(["hello"]);
});
