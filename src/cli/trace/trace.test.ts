/** `sluice trace` against a running cloud: the story, its JSON, and what is said when there is none. */
import { CreateQueueCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { CreateTopicCommand, PublishCommand, SNSClient, SubscribeCommand } from "@aws-sdk/client-sns";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { startSpanCollector, type SpanCollector } from "../../../tests/harness/span-collector.ts";
import { startWireCloud, type WireCloud } from "../../../tests/harness/wire.ts";
import { trace } from "./trace.ts";

let cloud: WireCloud;
let sqs: SQSClient;
let sns: SNSClient;
beforeAll(async () => {
  cloud = await startWireCloud({ clock: "virtual", seed: 1 });
  sqs = new SQSClient(cloud.clientConfig);
  sns = new SNSClient(cloud.clientConfig);
});
afterAll(() => cloud.close());

const written = vi.spyOn(process.stdout, "write").mockReturnValue(true);
afterEach(() => void written.mockClear());
const said = (): string => written.mock.calls.map(([text]) => String(text)).join("");

async function fanOut(): Promise<string> {
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: "orders" }));
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "jobs" }));
  const Endpoint = "arn:aws:sqs:us-east-1:000000000000:jobs";
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: "sqs", Endpoint }));
  const { MessageId = "" } = await sns.send(new PublishCommand({ TopicArn, Message: "hello" }));
  await cloud.settle();
  await sqs.send(new ReceiveMessageCommand({ QueueUrl }));
  return MessageId;
}

it("a publication is told from the request to the receive", async () => {
  const id = await fanOut();
  await trace(id, { endpoint: cloud.endpoint });
  const lines = said().trimEnd().split("\n");
  expect(lines[0]).toMatch(/^\+0 ms {2}sns\.Publish orders \(.*\) ok$/);
  expect(lines[1]).toContain(`└─ sns.published orders (${id}) ok`);
  expect(said()).toMatch(/sns\.delivery orders:\S+ .* ok/);
  expect(said()).toMatch(/ {2}├─ sqs\.SendMessage jobs .* ok|└─ sqs\.SendMessage jobs .* ok/);
  expect(said()).toMatch(/ +└─ sqs\.message jobs .* ok\n.*└─ sqs\.received jobs .* ok/);
});

it("for machines the same story is JSON", async () => {
  await trace(await fanOut(), { endpoint: cloud.endpoint, json: true });
  const { records } = JSON.parse(said()) as { records: { kind: string }[] };
  expect(records.map(({ kind }) => kind)).toEqual(expect.arrayContaining(["sns.published", "sqs.received"]));
});

it("the X-Ray trace that a message was sent under finds it", async () => {
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "traced" }));
  const root = "1-5759e988-bd862e3fe1be46a994272793";
  const MessageSystemAttributes = { AWSTraceHeader: { DataType: "String", StringValue: `Root=${root}` } };
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "x", MessageSystemAttributes }));
  await trace(root, { endpoint: cloud.endpoint });
  expect(said()).toMatch(/sqs\.SendMessage traced .* ok\n.*sqs\.message traced .* ok/);
});

describe("as spans", () => {
  let collector: SpanCollector;
  beforeAll(async () => {
    collector = await startSpanCollector();
  });
  afterAll(() => collector.close());

  it("a story is one trace whose spans name their causes", async () => {
    await trace(await fanOut(), { endpoint: cloud.endpoint, otlp: collector.url });
    expect(said()).toMatch(/^\d+ spans were sent to http:\S+\/v1\/traces: trace [0-9a-f]{32}\n$/);
    const { spans } = collector;
    expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
    const ids = new Set(spans.map(({ spanId }) => spanId));
    const tops = spans.filter(({ parentSpanId }) => parentSpanId === undefined || !ids.has(parentSpanId));
    expect(tops.map(({ name }) => name)).toEqual(["sns.Publish orders"]);
    expect(new Set(spans.map(({ service }) => service))).toEqual(new Set(["AWS/SNS", "AWS/SQS"]));
  });

  it.each([
    ["http://127.0.0.1:1", /^Nothing answers at http:\/\/127\.0\.0\.1:1\/v1\/traces\.$/],
    ["4318", /^--otlp takes a URL such as http:\/\/127\.0\.0\.1:4318, not "4318"\.$/],
  ])("are not sent to %s", async (otlp, sentence) => {
    await expect(trace(await fanOut(), { endpoint: cloud.endpoint, otlp })).rejects.toThrow(sentence);
  });
});

describe("what cannot be told is said in a sentence", () => {
  let other: Server;
  beforeAll(async () => {
    other = createServer((_, response) => void response.writeHead(404).end("<html>"));
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  });
  afterAll(() => other.close());
  // A server that listens on a port has an address with it.
  const otherEndpoint = (): string => `http://127.0.0.1:${(other.address() as AddressInfo).port}`;

  it.each<[name: string, id: string, endpoint: () => string, sentence: RegExp]>([
    ["an unknown id", "nobody", () => cloud.endpoint, /^Nothing is known of "nobody"\. A server remembers/],
    ["no server", "x", () => "http://127.0.0.1:1", /^Nothing answers at http:\/\/127\.0\.0\.1:1\. Start a cloud with/],
    ["no URL", "x", () => "localhost:4566", /^--endpoint takes a URL such as http.*, not "localhost:4566"\.$/],
    ["another server", "x", otherEndpoint, /is no Sluice: it answered with status 404\.$/],
  ])("%s", async (_, id, endpoint, sentence) => {
    await expect(trace(id, { endpoint: endpoint() })).rejects.toThrow(sentence);
    expect(said()).toBe("");
  });

  it("lineage that is off", async () => {
    const silent = await startWireCloud({ lineage: "off" });
    await expect(trace("x", { endpoint: silent.endpoint })).rejects.toThrow(/keeps no lineage.*--lineage off/);
    await silent.close();
  });
});
