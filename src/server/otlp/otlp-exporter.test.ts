/** The export of lineage as it happens: batches, bounds, and a receiver that is down. */
import { SendMessageCommand, SQSClient, CreateQueueCommand } from "@aws-sdk/client-sqs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startSpanCollector, type SpanCollector, valueOf } from "../../../tests/harness/span-collector.ts";
import { startWireCloud } from "../../../tests/harness/wire.ts";
import { VirtualClock } from "../../kernel/virtual-clock.ts";
import type { LineageRecord } from "../../platform/lineage/lineage.ts";
import { createCloud } from "../create-cloud.ts";
import { BATCH_MILLISECONDS, SPANS_A_REQUEST, SPANS_WAITING } from "./limits.ts";
import { OtlpExporter } from "./otlp-exporter.ts";
import { tracesUrl } from "./post-spans.ts";

let collector: SpanCollector;
let clock: VirtualClock;
let warnings: string[];
let exporter: OtlpExporter;
beforeEach(async () => {
  collector = await startSpanCollector();
  clock = new VirtualClock(1_000);
  warnings = [];
  exporter = exporterTo(collector.url);
});
afterEach(() => collector.close());

function exporterTo(url: string): OtlpExporter {
  const warn = (sentence: string, fields = {}): void => void warnings.push(`${sentence} ${JSON.stringify(fields)}`);
  const log = { info: () => {}, warn, error: () => {} };
  return new OtlpExporter({ url: tracesUrl(url), clock, now: () => clock.now(), log });
}

function tell(id: string, parent = "", to = exporter): void {
  to.issued(id, parent);
  const record: LineageRecord = { id, parent, kind: "sqs.message", resource: "", outcome: "ok", at: clock.now() };
  to.added(record);
}

it("spans wait a moment for company, and go together", async () => {
  tell("a");
  tell("b", "a");
  await clock.advance(BATCH_MILLISECONDS - 1);
  expect(collector.paths).toEqual([]);
  await clock.advance(1);
  await collector.whenAsked(1);
  expect(collector.paths).toEqual(["/v1/traces"]);
  expect(collector.spans).toHaveLength(2);
  expect(new Set(collector.spans.map(({ traceId }) => traceId)).size).toBe(1);
  expect(collector.spans[0]?.service).toBe("AWS/SQS");
});

it("an effect that is whole before its cause joins the cause's trace", async () => {
  tell("a");
  exporter.issued("b", "a");
  tell("c", "b");
  await exporter.close();
  expect(collector.spans.map(({ traceId }) => traceId)[1]).toBe(collector.spans[0]?.traceId);
});

it("a full batch does not wait", async () => {
  for (let count = 0; count < SPANS_A_REQUEST; count++) tell(`r${count}`);
  await collector.whenAsked(1);
  expect(collector.spans).toHaveLength(SPANS_A_REQUEST);
});

it("what waits is sent before the end, and nothing after it", async () => {
  tell("a");
  await exporter.close();
  expect(collector.spans).toHaveLength(1);
  tell("b");
  await exporter.close();
  expect(collector.spans).toHaveLength(1);
});

describe("a receiver that does not take spans", () => {
  it("is complained of once, and gets what comes later", async () => {
    collector.status = 503;
    tell("a");
    await exporter.flush();
    tell("b");
    await exporter.flush();
    expect(collector.paths).toHaveLength(2);
    collector.status = 200;
    tell("c");
    await exporter.close();
    expect(collector.spans).toHaveLength(1);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain("answered with status 503");
  });

  it("and is not there costs a bounded number of waiting spans", async () => {
    const lost = exporterTo("http://127.0.0.1:1/elsewhere");
    for (let count = 0; count <= SPANS_WAITING + SPANS_A_REQUEST; count++) tell(`r${count}`, "", lost);
    await lost.close();
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain("http://127.0.0.1:1/elsewhere");
  });
});

describe("a cloud", () => {
  it("sends what happens in it", async () => {
    const cloud = await startWireCloud({ otlp: collector.url });
    const sqs = new SQSClient(cloud.clientConfig);
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "jobs" }));
    const { MessageId } = await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "x" }));
    await cloud.close();
    const message = collector.spans.find(({ name }) => name === "sqs.message jobs");
    const request = collector.spans.find(({ name }) => name === "sqs.SendMessage jobs");
    expect(message?.parentSpanId).toBe(request?.spanId);
    expect(message?.traceId).toBe(request?.traceId);
    expect(valueOf(message ?? { attributes: [] }, "messaging.message.id")).toBe(MessageId);
  });

  it.each([
    [{ otlp: "4318" }, /--otlp takes a URL such as/],
    [{ otlp: "ftp://127.0.0.1" }, /--otlp takes a URL such as/],
    [{ otlp: "http://127.0.0.1:4318", lineage: "off" as const }, /nothing to send/],
  ])("is not started with %j", async (options, sentence) => {
    await expect(createCloud(options)).rejects.toThrow(sentence);
  });
});
