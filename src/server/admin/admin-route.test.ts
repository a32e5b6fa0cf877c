/** The admin API as scripts use it: each endpoint's answer, and what it refuses by name. */
import { CreateQueueCommand, ListQueuesCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import {
  CheckIfPhoneNumberIsOptedOutCommand,
  CreateTopicCommand,
  SNSClient,
  SubscribeCommand,
} from "@aws-sdk/client-sns";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { ask, startWireCloud, type WireCloud } from "../../../tests/harness/wire.ts";

const START = Date.UTC(2026, 0, 15, 12);
let cloud: WireCloud;
let sqs: SQSClient;
beforeAll(async () => {
  cloud = await startWireCloud({ clock: "virtual", startAt: START, seed: 1 });
  sqs = new SQSClient(cloud.clientConfig);
});
afterAll(() => cloud.close());
afterEach(() => expect(cloud.errors).toEqual([]));

async function call(line: string, body = "", to = cloud): Promise<{ status: number; value: Record<string, unknown> }> {
  const [method = "", path = ""] = line.split(" ");
  const answer = await ask(to, { method, path, body });
  // Every answer of the admin API is a JSON object.
  return { status: answer.status, value: JSON.parse(answer.body) as Record<string, unknown> };
}

it.each(["GET /_sluice/health", "GET /_localstack/health"])("%s tells of every service", async (line) => {
  const { status, value } = await call(line);
  expect(status).toBe(200);
  expect(value).toMatchObject({ status: "running", edition: "sluice", services: { sqs: "running", s3: "running" } });
  expect(value["settings"]).toEqual({
    limits: "strict",
    throttle: false,
    sqsDisorder: 0,
    sqsDuplicates: 0,
    coldStart: false,
    lambdaConcurrency: 1000,
    outboundAddresses: "any",
    lineage: "on",
    policies: "store",
    functionClock: "machine",
    functionStorage: "shared",
  });
});

describe("the clock", () => {
  it("is shown, advanced, and set", async () => {
    const before = await call("GET /_sluice/clock");
    const milliseconds = Number(before.value["milliseconds"]);
    expect(before.value["now"]).toBe(new Date(milliseconds).toISOString());
    const after = await call("POST /_sluice/clock", '{"advance":"1h30m"}');
    expect(after.value["milliseconds"]).toBe(milliseconds + 90 * 60_000);
    const set = await call("POST /_sluice/clock", '{"set":"2026-02-01T00:00:00+01:00"}');
    expect(set.value["now"]).toBe("2026-01-31T23:00:00.000Z");
  });

  it.each([
    ["{}", /Say \{"advance"/],
    ["[]", /JSON object/],
    ["nonsense", /JSON object/],
    ['{"advance":-1}', /A duration is/],
    ['{"advance":"soon"}', /A duration is/],
    ['{"advance":1e300}', /A duration is/],
    ['{"advance":"999999999d"}', /the year 9999/],
    ['{"set":"2020-01-01T00:00:00Z"}', /only moves forward/],
    ['{"set":"2026-03-01T00:00:00"}', /Say/],
    ['{"set":"5"}', /Say/],
    ['{"set":null}', /Say/],
    ['{"advance":1,"set":"2030-01-01"}', /Say/],
    ['{"advance":1,"pause":true}', /no member pause/],
    ['{"__proto__":1,"advance":1}', /no member __proto__/],
  ])("is not moved by %s", async (body, message) => {
    const before = cloud.now();
    expect(await call("POST /_sluice/clock", body)).toMatchObject({
      status: 400,
      value: { message: expect.stringMatching(message) },
    });
    expect(cloud.now()).toBe(before);
  });

  it("that is the machine's own is not moved", async () => {
    const real = await startWireCloud();
    try {
      const answer = await call("POST /_sluice/clock", '{"advance":1}', real);
      expect(answer).toMatchObject({ status: 409, value: { message: expect.stringContaining("--clock virtual") } });
    } finally {
      await real.close();
    }
  });
});

describe("queues, lineage and usage", () => {
  let queueUrl = "";
  let messageId = "";
  beforeAll(async () => {
    queueUrl = (await sqs.send(new CreateQueueCommand({ QueueName: "admin" }))).QueueUrl ?? "";
    messageId = (await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: "hello" }))).MessageId ?? "";
  });

  it("GET /_sluice/queue shows messages and leaves them where they are", async () => {
    for (let time = 0; time < 2; time++) {
      const { status, value } = await call(`GET /_sluice/queue?QueueUrl=${encodeURIComponent(queueUrl)}`);
      expect(status).toBe(200);
      expect(value).toMatchObject({ messages: [{ messageId, body: "hello", state: "visible" }] });
    }
  });

  it("GET /_sluice/queue looks into a queue of another region when it is told which", async () => {
    const elsewhere = new SQSClient({ ...cloud.clientConfig, region: "eu-west-1" });
    const { QueueUrl = "" } = await elsewhere.send(new CreateQueueCommand({ QueueName: "elsewhere" }));
    await elsewhere.send(new SendMessageCommand({ QueueUrl, MessageBody: "bonjour" }));
    const path = `GET /_sluice/queue?QueueUrl=${encodeURIComponent(QueueUrl)}`;
    expect((await call(path)).status).toBe(404);
    expect((await call(`${path}&region=eu-west-1`)).value).toMatchObject({ messages: [{ body: "bonjour" }] });
  });

  it.each([
    ["GET /_sluice/queue", 400],
    ["GET /_sluice/queue?QueueUrl=http%3A%2F%2Flocalhost%2F000000000000%2Fnothing", 404],
    ["GET /_sluice/lineage?limit=0", 400],
    ["GET /_sluice/lineage?limit=-5", 400],
    ["GET /_sluice/lineage?limit=1001", 400],
    ["GET /_sluice/outbox?limit=1001", 400],
    ["GET /_sluice/lineage?limit=many", 400],
    ["GET /_sluice/lineage?subjet=x", 400],
    ["GET /_sluice/lineage?kind=a&kind=b", 400],
    ["GET /_sluice/lineage?trace=x&kind=y", 400],
    ["GET /_sluice/lineage?__proto__=x", 400],
    ["GET /_sluice/usage?since=yesterday", 400],
    ["GET /_sluice/outbox?limit=0", 400],
    ["GET /_sluice/outbox?before=first", 400],
    ["GET /_sluice/outbox?recipient=x", 400],
    ["GET /_sluice/outbox?protocol=sqs", 400],
    ["DELETE /_sluice/outbox?protocol=sms", 400],
    ["POST /_sluice/outbox", 404],
    ["POST /_sluice/sms/opt-out", 400],
    ["GET /_sluice/nothing", 404],
    ["GET /_sluice/constructor", 404],
    ["POST /_sluice/health", 404],
    ["POST /_sluice/faults", 400],
    ["DELETE /_sluice/faults?id=nobody", 404],
  ])("%s is answered %d, with a sentence", async (line, status) => {
    expect(await call(line)).toMatchObject({ status, value: { message: expect.stringMatching(/./) } });
  });

  it("what is not there is answered with what is", async () => {
    const { value } = await call("GET /_sluice/");
    expect(value["message"]).toMatch(
      /^There is no GET \/_sluice\/\. There are: GET \/_sluice\/health, .*POST \/_sluice\/expect/,
    );
  });

  it("lineage is found by subject, kind and resource, and traced from any record of it", async () => {
    const { value } = await call(`GET /_sluice/lineage?subject=${messageId}&limit=1`);
    const [record] = value["records"] as Record<string, string>[];
    expect(record).toMatchObject({ subject: messageId, outcome: "ok" });
    const same = `resource=${encodeURIComponent(record?.["resource"] ?? "")}&kind=${record?.["kind"]}`;
    expect((await call(`GET /_sluice/lineage?${same}`)).value["records"]).toContainEqual(record);
    expect((await call(`GET /_sluice/lineage?trace=${record?.["id"]}`)).value["records"]).toContainEqual(record);
    expect((await call("GET /_sluice/lineage?trace=none")).value).toEqual({ records: [] });
  });

  it("usage is reported from an hour on", async () => {
    const all = await call("GET /_sluice/usage");
    expect(all.value["usage"]).toContainEqual(expect.objectContaining({ service: expect.any(String) }));
    expect((await call(`GET /_sluice/usage?since=${cloud.now() + 7_200_000}`)).value).toEqual({ usage: [] });
  });

  it("what would have been sent to the outside world is shown, and cleared", async () => {
    const sns = new SNSClient(cloud.clientConfig);
    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: "news" }));
    for (const Endpoint of ["a@example.com", "b@example.com"]) {
      await sns.send(new SubscribeCommand({ TopicArn, Protocol: "email", Endpoint }));
    }
    await cloud.settle();
    const newest = await call("GET /_sluice/outbox?protocol=email&limit=1");
    expect(newest.value).toMatchObject({ sends: [{ kind: "subscription-confirmation", topicArn: TopicArn }] });
    const next = await call(`GET /_sluice/outbox?before=${newest.value["next"]}`);
    expect(next.value["sends"]).toHaveLength(1);
    const one = await call("GET /_sluice/outbox?to=a%40example.com");
    expect(one.value["sends"]).toMatchObject([{ to: "a@example.com" }]);
    expect(await call("DELETE /_sluice/outbox")).toEqual({ status: 200, value: { cleared: 2 } });
    expect((await call("GET /_sluice/outbox")).value).toEqual({ sends: [] });
  });

  it("a phone opts out of text messages", async () => {
    const sns = new SNSClient(cloud.clientConfig);
    const phoneNumber = "+12065550100";
    const isOut = () => sns.send(new CheckIfPhoneNumberIsOptedOutCommand({ phoneNumber }));
    for (const body of ['{"phoneNumber":"555"}', '{"phoneNumber":5}', `{"phoneNumber":"${phoneNumber}","region":5}`]) {
      expect((await call("POST /_sluice/sms/opt-out", body)).status).toBe(400);
    }
    await call("POST /_sluice/sms/opt-out", JSON.stringify({ phoneNumber, region: "eu-west-1" }));
    expect((await isOut()).isOptedOut).toBe(false);
    const { status, value } = await call("POST /_sluice/sms/opt-out", JSON.stringify({ phoneNumber }));
    expect([status, value]).toEqual([200, { optedOut: phoneNumber }]);
    expect((await isOut()).isOptedOut).toBe(true);
  });

  it("the cloud settles, and says what keeps it from it", async () => {
    expect(await call("POST /_sluice/settle")).toEqual({ status: 200, value: { settled: true } });
    expect(await call("GET /_sluice/settle")).toEqual({ status: 200, value: { unsettled: {} } });
  });

  it("a reset leaves nothing, and the cloud goes on", async () => {
    const lineageBefore = cloud.lineage;
    expect(await call("POST /_sluice/reset", '{"only":"sqs"}')).toMatchObject({ status: 400 });
    expect(await call("POST /_sluice/reset")).toEqual({ status: 200, value: { reset: true } });
    expect((await sqs.send(new ListQueuesCommand({}))).QueueUrls ?? []).toEqual([]);
    expect(cloud.lineage).not.toBe(lineageBefore);
    await sqs.send(new CreateQueueCommand({ QueueName: "after" }));
    expect((await sqs.send(new ListQueuesCommand({}))).QueueUrls).toHaveLength(1);
    await cloud.advance(60_000);
  });
});

it("a cloud that keeps its data is not reset", async () => {
  const data = await mkdtemp(join(tmpdir(), "sluice-admin-"));
  const durable = await startWireCloud({ data });
  try {
    expect(await call("POST /_sluice/reset", "", durable)).toMatchObject({
      status: 501,
      value: { message: expect.stringContaining("reset") },
    });
  } finally {
    await durable.close();
    await rm(data, { recursive: true });
  }
});
