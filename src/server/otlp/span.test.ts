/** Lineage records as spans: their kinds, names, attributes and times, and how a story holds together. */
import { describe, expect, it } from "vitest";
import { valueOf } from "../../../tests/harness/span-collector.ts";
import type { LineageRecord } from "../../platform/lineage/lineage.ts";
import { spanOf } from "./span.ts";
import { placedStory } from "./trace-request.ts";

const record = (id: string, parent: string, more: Partial<LineageRecord> = {}): LineageRecord => ({
  id,
  parent,
  kind: "sqs.message",
  resource: "arn:aws:sqs:us-east-1:000000000000:jobs",
  outcome: "ok",
  at: 1_000,
  subject: "m",
  ...more,
});
const spanAt = (more: Partial<LineageRecord>) =>
  spanOf({ record: record("a", "", more), traceId: "0", startAt: 1_000.5, endAt: 2_000 });

describe("a record becomes a span", () => {
  it.each<[more: Partial<LineageRecord>, kind: number, key: string, value: string | undefined]>([
    [{ kind: "sqs.SendMessage" }, 2, "aws.request_id", "m"],
    [{ kind: "sqs.SendMessage" }, 2, "messaging.message.id", undefined],
    [{}, 4, "messaging.message.id", "m"],
    [{}, 4, "messaging.system", "aws_sqs"],
    [{ kind: "sqs.received" }, 5, "messaging.operation.type", "receive"],
    [{ kind: "sqs.deleted" }, 1, "messaging.operation.type", "settle"],
    [{ kind: "sns.published", resource: "arn:aws:sns:r:0:orders" }, 4, "messaging.system", "aws.sns"],
    [{ kind: "sns.delivery", resource: "arn:aws:sns:r:0:orders:1" }, 3, "messaging.destination.name", "orders:1"],
    [{ kind: "lambda.invocation", resource: "arn:aws:lambda:r:0:function:f" }, 5, "faas.invoked_name", "f"],
    [{ kind: "s3.PutObject", resource: "arn:aws:s3:::bucket/a/key" }, 2, "aws.s3.key", "a/key"],
    [{ kind: "s3.PutObject", resource: "arn:aws:s3:::bucket/a/key" }, 2, "aws.s3.bucket", "bucket"],
    [{ outcome: "filtered-out", reason: "Not blue." }, 4, "sluice.reason", "Not blue."],
    [{ outcome: "denied" }, 4, "error.type", "denied"],
  ])("%j", (more, kind, key, value) => {
    expect(spanAt(more).kind).toBe(kind);
    expect(valueOf(spanAt(more), key)).toBe(value);
  });

  it.each<[outcome: LineageRecord["outcome"], status: object]>([
    ["ok", {}],
    ["filtered-out", {}],
    ["deduplicated", {}],
    ["failed", { code: 2, message: "Because." }],
    ["throttled", { code: 2, message: "Because." }],
  ])("whose status says %s", (outcome, status) => {
    expect(spanAt({ outcome, reason: "Because." }).status).toEqual(status);
  });

  it("with ids of the protocol's form and times in nanoseconds", () => {
    const { spanId, startTimeUnixNano, endTimeUnixNano, name, parentSpanId } = spanAt({});
    expect(spanId).toMatch(/^[0-9a-f]{16}$/);
    expect([startTimeUnixNano, endTimeUnixNano]).toEqual(["1000500000", "2000000000"]);
    expect(name).toBe("sqs.message jobs");
    expect(parentSpanId).toBeUndefined();
  });
});

describe("a story", () => {
  const lambda = { resource: "arn:aws:lambda:r:0:function:f" };
  const placed = placedStory([
    record("a", "", { kind: "lambda.Invoke", at: 1_900 }),
    record("b", "a", { ...lambda, kind: "lambda.invocation", at: 1_200 }),
    record("c", "b", { ...lambda, kind: "lambda.result", at: 1_800 }),
    record("d", ""),
  ]);

  it("is one trace for each tree, and spans name their causes as parents", () => {
    expect(new Set(placed.slice(0, 3).map(({ traceId }) => traceId)).size).toBe(1);
    expect(placed[3]?.traceId).not.toBe(placed[0]?.traceId);
    const [first, second] = placed.map(spanOf);
    expect(second?.parentSpanId).toBe(first?.spanId);
  });

  it("gives each act the time from its first sign to its end", () => {
    const spans = placed.slice(0, 3).map(({ startAt, endAt }) => [startAt, endAt]);
    expect(spans).toEqual([
      [1_200, 1_900],
      [1_200, 1_800],
      [1_800, 1_800],
    ]);
  });
});
