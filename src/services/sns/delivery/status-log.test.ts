import { createHash } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTestPlatform, type TestPlatform } from "../../../../tests/harness/platform.ts";
import type { OutboundResult } from "../../../platform/ports/outbound-http.ts";
import { operation } from "../../../platform/operation.ts";
import { defineService } from "../../../platform/service.ts";
import { ServiceError } from "../../../platform/service-error.ts";
import { Logs } from "../../../schema/generated/logs.ts";
import { SNS } from "../../../schema/generated/sns.ts";
import { logs } from "../../logs/service.ts";
import { answered, type Neighbours, neighbours, queueIsDown, queueIsGone } from "../neighbours.fixture.ts";
import { sns } from "../service.ts";

const QUEUE_ARN = "arn:aws:sqs:us-east-1:000000000000:orders";
const FUNCTION_ARN = "arn:aws:lambda:us-east-1:000000000000:function:work";
const URL_ENDPOINT = "http://hooks.example/sns";
const ROLE = "arn:aws:iam::000000000000:role/feedback";
const GROUP = "sns/us-east-1/000000000000/orders";
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

let cloud: TestPlatform;
let others: Neighbours;
let TopicArn: string;

beforeEach(async () => {
  others = neighbours();
  const { services, outbound } = others;
  cloud = await startTestPlatform({ services: [sns, logs, ...services], ports: { outbound } });
  TopicArn = (await cloud.call(SNS.CreateTopic, { Name: "orders" })).TopicArn ?? "";
});
afterEach(() => cloud.stop());

async function set(attributes: Record<string, string>): Promise<void> {
  for (const [AttributeName, AttributeValue] of Object.entries(attributes)) {
    await cloud.call(SNS.SetTopicAttributes, { TopicArn, AttributeName, AttributeValue });
  }
}

async function subscribe(Protocol: string, Endpoint: string, Attributes: Record<string, string> = {}): Promise<void> {
  const given = Protocol === "lambda" ? Attributes : { RawMessageDelivery: "true", ...Attributes };
  await cloud.call(SNS.Subscribe, { TopicArn, Protocol, Endpoint, Attributes: given });
  await cloud.settle();
  if (Protocol !== "http") return;
  const { Token } = JSON.parse(Buffer.from(others.posted.at(-1)?.body ?? []).toString());
  await cloud.call(SNS.ConfirmSubscription, { TopicArn, Token });
}

async function publish(Message = "hello", times = 1): Promise<void> {
  for (let index = 0; index < times; index++) await cloud.call(SNS.Publish, { TopicArn, Message });
  await cloud.settle();
}

interface StatusRecord {
  readonly notification: Readonly<Record<string, string>>;
  readonly delivery: Readonly<Record<string, string | number>>;
  readonly status: string;
}

/** What the group holds, in order; undefined when there is no such group. */
async function recordsOf(logGroupName: string): Promise<readonly StatusRecord[] | undefined> {
  const { logGroups = [] } = await cloud.call(Logs.DescribeLogGroups, { logGroupNamePrefix: logGroupName });
  if (!logGroups.some((each) => each.logGroupName === logGroupName)) return undefined;
  const { events = [] } = await cloud.call(Logs.FilterLogEvents, { logGroupName });
  return events.map((each) => JSON.parse(each.message ?? ""));
}

async function counts(): Promise<readonly (number | undefined)[]> {
  return [(await recordsOf(GROUP))?.length, (await recordsOf(`${GROUP}/Failure`))?.length];
}

describe("a record", () => {
  it("tells of a message that a queue took", async () => {
    await set({ SQSSuccessFeedbackRoleArn: ROLE });
    await subscribe("sqs", QUEUE_ARN);
    await cloud.advance(540);
    await publish("hello");
    const [record] = (await recordsOf(GROUP)) ?? [];
    expect(Object.keys(record ?? {})).toEqual(["notification", "delivery", "status"]);
    expect(record).toEqual({
      notification: {
        messageMD5Sum: createHash("md5").update("hello").digest("hex"),
        messageId: expect.stringMatching(UUID),
        topicArn: TopicArn,
        timestamp: "2026-01-15 12:00:00.54",
      },
      delivery: {
        deliveryId: expect.stringMatching(UUID),
        destination: QUEUE_ARN,
        providerResponse: expect.stringMatching(/^\{"sqsRequestId":"[0-9a-f-]{36}","sqsMessageId":"sent-1"\}$/),
        dwellTimeMs: 0,
        statusCode: 200,
      },
      status: "SUCCESS",
    });
    const call = cloud.lineage().find((each) => each.kind === "logs.PutLogEvents" && each.outcome === "ok");
    expect(call).toBeDefined();
  });

  it.each<
    readonly [protocol: string, endpoint: string, attribute: string, status: string, told: object, response: RegExp]
  >([
    ["lambda", FUNCTION_ARN, "Lambda", "SUCCESS", { statusCode: 202 }, /^\{"lambdaRequestId":"[0-9a-f-]{36}"\}$/],
    [
      "sqs",
      QUEUE_ARN,
      "SQS",
      "FAILURE",
      { statusCode: 400 },
      /^\{"ErrorCode":"AWS.SimpleQueueService.NonExistentQueue","ErrorMessage":"[^"]+","sqsRequestId":"[0-9a-f-]{36}"\}$/,
    ],
    [
      "lambda",
      FUNCTION_ARN,
      "Lambda",
      "FAILURE",
      { statusCode: 403 },
      /^\{"ErrorCode":"AccessDeniedException","ErrorMessage":"no","lambdaRequestId":"[0-9a-f-]{36}"\}$/,
    ],
    ["http", URL_ENDPOINT, "HTTP", "SUCCESS", { statusCode: 200 }, /^thanks$/],
  ])("of %s to %s (%s, %s)", async (protocol, endpoint, attribute, status, told, response) => {
    await set({ [`${attribute}SuccessFeedbackRoleArn`]: ROLE, [`${attribute}FailureFeedbackRoleArn`]: ROLE });
    await subscribe(protocol, endpoint);
    others.answer = () => ({ kind: "answered", statusCode: 200, body: Buffer.from("thanks") });
    if (status === "FAILURE") {
      others.queueFails = queueIsGone;
      others.functionFails = () => new ServiceError("AccessDeniedException", "no", { statusCode: 403 });
    }
    await publish();
    const told1 = await recordsOf(status === "SUCCESS" ? GROUP : `${GROUP}/Failure`);
    expect(told1).toMatchObject([{ delivery: { destination: endpoint, ...told }, status }]);
    expect(told1?.[0]?.delivery["providerResponse"]).toMatch(response);
    expect((await counts()).filter((each) => each !== undefined)).toEqual([1]);
  });

  it("comes of each attempt to HTTP, and of other protocols when all retries are over", async () => {
    await set({ HTTPFailureFeedbackRoleArn: ROLE, SQSFailureFeedbackRoleArn: ROLE, SQSSuccessFeedbackRoleArn: ROLE });
    await subscribe("http", URL_ENDPOINT);
    await subscribe("sqs", QUEUE_ARN);
    const results: OutboundResult[] = [answered(503), { kind: "failed", reason: "connect ECONNREFUSED" }];
    others.answer = () => results.shift() ?? answered(429);
    let tries = 0;
    others.queueFails = () => (tries++ < 3 ? queueIsDown() : undefined);
    await publish();
    await cloud.advance(300_000);
    const failures = (await recordsOf(`${GROUP}/Failure`)) ?? [];
    expect(failures.map(({ delivery }) => [delivery["dwellTimeMs"], delivery["statusCode"]])).toEqual([
      [0, 503],
      [20_000, undefined],
      [40_000, 429],
      [60_000, 429],
    ]);
    expect(failures[1]?.delivery["providerResponse"]).toBe("connect ECONNREFUSED");
    expect(await recordsOf(GROUP)).toMatchObject([{ delivery: { destination: QUEUE_ARN }, status: "SUCCESS" }]);
  });

  it("calls a status below 500 a success, as it was measured", async () => {
    await set({ HTTPSuccessFeedbackRoleArn: ROLE, HTTPFailureFeedbackRoleArn: ROLE });
    await subscribe("http", URL_ENDPOINT);
    others.answer = () => answered(400);
    await publish();
    expect(await recordsOf(GROUP)).toMatchObject([{ delivery: { statusCode: 400 }, status: "SUCCESS" }]);
    expect(await recordsOf(`${GROUP}/Failure`)).toBeUndefined();
  });

  it("repeats no more of an answer than its bound", async () => {
    await set({ HTTPSuccessFeedbackRoleArn: ROLE });
    await subscribe("http", URL_ENDPOINT);
    others.answer = () => ({ kind: "answered", statusCode: 200, body: Buffer.from("x".repeat(60_000)) });
    await publish("hello", 30);
    const records = (await recordsOf(GROUP)) ?? [];
    expect(records.map(({ delivery }) => String(delivery["providerResponse"]).length)).toEqual(
      Array.from({ length: 30 }, () => 4_096),
    );
  });
});

describe("what is logged", () => {
  it.each<readonly [name: string, attributes: Record<string, string>, expected: readonly (number | undefined)[]]>([
    ["nothing by default", {}, [undefined, undefined]],
    ["every success without a rate", { SQSSuccessFeedbackRoleArn: ROLE }, [40, undefined]],
    ["all at 100", { SQSSuccessFeedbackRoleArn: ROLE, SQSSuccessFeedbackSampleRate: "100" }, [40, undefined]],
    ["none at 0", { SQSSuccessFeedbackRoleArn: ROLE, SQSSuccessFeedbackSampleRate: "0" }, [undefined, undefined]],
    ["none without a role", { SQSSuccessFeedbackSampleRate: "100" }, [undefined, undefined]],
    ["nothing of other protocols", { HTTPSuccessFeedbackRoleArn: ROLE }, [undefined, undefined]],
    ["failures alone", { SQSFailureFeedbackRoleArn: ROLE }, [undefined, 10]],
    [
      "failures whatever the rate of successes",
      { SQSFailureFeedbackRoleArn: ROLE, SQSSuccessFeedbackSampleRate: "0" },
      [undefined, 10],
    ],
  ])("%s", async (_name, attributes, expected) => {
    await set(attributes);
    await subscribe("sqs", QUEUE_ARN);
    await publish("hello", 40);
    others.queueFails = queueIsGone;
    await publish("hello", 10);
    expect(await counts()).toEqual(expected);
  });

  it("a sample is drawn from the seed, and about as large as its rate says", async () => {
    await set({ SQSSuccessFeedbackRoleArn: ROLE, SQSSuccessFeedbackSampleRate: "25" });
    await subscribe("sqs", QUEUE_ARN);
    await publish("hello", 400);
    const [sampled = 0] = await counts();
    expect(sampled).toBeGreaterThan(70);
    expect(sampled).toBeLessThan(130);
  });

  it("nothing more once the role is taken back", async () => {
    await set({ SQSSuccessFeedbackRoleArn: ROLE });
    await subscribe("sqs", QUEUE_ARN);
    await publish();
    await set({ SQSSuccessFeedbackRoleArn: "" });
    await publish();
    expect(await counts()).toEqual([1, undefined]);
    const { Attributes } = await cloud.call(SNS.GetTopicAttributes, { TopicArn });
    expect(Object.keys(Attributes ?? {}).filter((name) => name.includes("Feedback"))).toEqual([]);
  });

  it("goes on in the next day's stream, and in a group that was deleted", async () => {
    await set({ SQSSuccessFeedbackRoleArn: ROLE });
    await subscribe("sqs", QUEUE_ARN);
    await publish();
    await cloud.call(Logs.DeleteLogGroup, { logGroupName: GROUP });
    await publish();
    await cloud.advance(86_400_000);
    await publish();
    const { logStreams = [] } = await cloud.call(Logs.DescribeLogStreams, { logGroupName: GROUP });
    expect(logStreams.map((each) => each.logStreamName)).toEqual(["2026-01-15", "2026-01-16"]);
  });
});

it("logs that fail disturb no delivery", async () => {
  const refusing = defineService({
    model: Logs.model,
    operations: [
      operation.write(Logs.PutLogEvents, {
        honours: ["logGroupName", "logStreamName", "logEvents"],
        on: () => "",
        run: () => {
          throw new ServiceError("ServiceUnavailableException", "Not now.", { statusCode: 503 });
        },
      }),
    ],
    unsupported: [],
    refuse: () => new ServiceError("InvalidParameterException", "no"),
  });
  await cloud.stop();
  const warnings: string[] = [];
  const log = { info: () => {}, warn: (sentence: string) => void warnings.push(sentence), error: expect.unreachable };
  cloud = await startTestPlatform({ services: [sns, refusing, ...others.services], log });
  await cloud.call(SNS.CreateTopic, { Name: "orders" });
  await set({ SQSSuccessFeedbackRoleArn: ROLE });
  await subscribe("sqs", QUEUE_ARN);
  await publish("hello", 3);
  expect(others.sent.length).toBe(3);
  expect(
    cloud
      .lineage()
      .filter((each) => each.kind === "sns.delivery")
      .map((each) => each.outcome),
  ).toEqual(["ok", "ok", "ok"]);
  expect(new Set(warnings)).toEqual(new Set(["delivery status records were lost"]));
});
