/** Event source mappings: a function works off a queue, with the real SQS service beside it. */
import { describe, expect, it } from "vitest";
import type { LineageRecord } from "../../platform/lineage/lineage.ts";
import { causeOfTraceHeader } from "../../platform/lineage/trace-header.ts";
import { Lambda, type CreateEventSourceMappingRequest } from "../../schema/generated/lambda.ts";
import { SQS } from "../../schema/generated/sqs.ts";
import type { SqsEventRecord } from "./mapping/sqs-event.ts";
import { batches, scene, type SqsEvent } from "./mapping-scene.fixture.ts";

describe("a mapping of a queue", () => {
  it("hands messages to the function as AWS shapes them, and deletes them", async () => {
    const seen: SqsEventRecord[] = [];
    const { cloud, QueueUrl, left, uuid } = await scene(batches((records) => void seen.push(...records)));
    expect(await cloud.call(Lambda.GetEventSourceMapping, { UUID: uuid })).toMatchObject({
      State: "Enabled",
      BatchSize: 10,
    });
    await cloud.call(SQS.SendMessage, {
      QueueUrl,
      MessageBody: "one",
      MessageAttributes: { Author: { DataType: "String", StringValue: "John" } },
    });
    await cloud.settle();
    expect(seen).toHaveLength(1);
    expect(seen[0]).toEqual({
      messageId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      receiptHandle: expect.any(String),
      body: "one",
      attributes: {
        ApproximateReceiveCount: "1",
        SentTimestamp: String(cloud.now()),
        SenderId: "000000000000",
        ApproximateFirstReceiveTimestamp: String(cloud.now()),
      },
      messageAttributes: {
        Author: { stringValue: "John", stringListValues: [], binaryListValues: [], dataType: "String" },
      },
      md5OfMessageAttributes: expect.stringMatching(/^[0-9a-f]{32}$/),
      md5OfBody: expect.stringMatching(/^[0-9a-f]{32}$/),
      eventSource: "aws:sqs",
      eventSourceARN: "arn:aws:sqs:us-east-1:000000000000:work",
      awsRegion: "us-east-1",
    });
    expect(await left()).toEqual({ visible: 0, hidden: 0 });
    await cloud.stop();
  });

  it("leaves the messages of a failed batch in the queue until they are visible again, and tries again", async () => {
    const counts: (string | undefined)[] = [];
    const { cloud, send, left } = await scene(
      batches(([record]) => {
        counts.push(record?.attributes["ApproximateReceiveCount"]);
        if (counts.length < 3) throw new Error("not yet");
      }),
    );
    await send("stubborn");
    expect(await left()).toEqual({ visible: 0, hidden: 1 });
    await cloud.advance(29_000);
    expect(counts).toEqual(["1"]);
    await cloud.advance(2_000);
    expect(counts).toEqual(["1", "2"]);
    await cloud.advance(31_000);
    expect(counts).toEqual(["1", "2", "3"]);
    expect(await left()).toEqual({ visible: 0, hidden: 0 });
    await cloud.stop();
  });

  it("keeps only the messages that the function reports", async () => {
    const seen: string[] = [];
    const handler = batches((records) => {
      seen.push(...records.map((record) => record.body));
      const bad = records.filter(
        (record) => record.body === "bad" && record.attributes["ApproximateReceiveCount"] === "1",
      );
      return { batchItemFailures: bad.map((record) => ({ itemIdentifier: record.messageId })) };
    });
    const mapping = { FunctionResponseTypes: ["ReportBatchItemFailures"] } as const;
    const { cloud, send, left } = await scene(handler, { mapping });
    await send("good", "bad", "fine");
    expect(seen.toSorted()).toEqual(["bad", "fine", "good"]);
    expect(await left()).toEqual({ visible: 0, hidden: 1 });
    await cloud.advance(31_000);
    expect(seen.toSorted()).toEqual(["bad", "bad", "fine", "good"]);
    expect(await left()).toEqual({ visible: 0, hidden: 0 });
    await cloud.stop();
  });

  it("gathers over its window, and sends a full batch at once", async () => {
    const sizes: number[] = [];
    const mapping = { BatchSize: 25, MaximumBatchingWindowInSeconds: 5 };
    const { cloud, send } = await scene(
      batches((records) => void sizes.push(records.length)),
      { mapping },
    );
    await send("a", "b", "c");
    expect(sizes).toEqual([]);
    await cloud.advance(4_900);
    expect(sizes).toEqual([]);
    await cloud.advance(200);
    expect(sizes).toEqual([3]);
    await send(...Array.from({ length: 25 }, (_, index) => String(index)));
    expect(sizes).toEqual([3, 25]);
    await cloud.stop();
  });

  it("keeps the order of a FIFO group when one of its messages fails", async () => {
    const seen: string[] = [];
    const failures = new Set(["a2"]);
    const handler = batches((records) => {
      seen.push(...records.map((record) => record.body));
      const failed = records.find((record) => failures.delete(record.body));
      return failed === undefined ? null : { batchItemFailures: [{ itemIdentifier: failed.messageId }] };
    });
    const mapping = { FunctionResponseTypes: ["ReportBatchItemFailures"], Enabled: false } as const;
    const { cloud, send, left, uuid } = await scene(handler, { mapping, fifo: true });
    await send("a1", "a2", "a3", "b1");
    await cloud.call(Lambda.UpdateEventSourceMapping, { UUID: uuid, Enabled: true });
    await cloud.settle();
    expect(seen).toEqual(["a1", "a2", "a3", "b1"]);
    // a3 was handled, but stays behind a2.
    expect(await left()).toEqual({ visible: 0, hidden: 2 });
    await cloud.advance(31_000);
    expect(seen.slice(4)).toEqual(["a2", "a3"]);
    expect(await left()).toEqual({ visible: 0, hidden: 0 });
    await cloud.stop();
  });

  it("deletes what its filters do not let through, without invoking", async () => {
    const seen: string[] = [];
    const mapping = { FilterCriteria: { Filters: [{ Pattern: '{"body":{"score":[{"numeric":[">",10]}]}}' }] } };
    const { cloud, send, left } = await scene(
      batches((records) => void seen.push(...records.map((each) => each.body))),
      {
        mapping,
      },
    );
    await send('{"score":11}', '{"score":10}', "no JSON");
    expect(seen).toEqual(['{"score":11}']);
    expect(await left()).toEqual({ visible: 0, hidden: 0 });
    const filtered = cloud.lineage().filter((record) => record.outcome === "filtered-out");
    expect(filtered).toHaveLength(2);
    await cloud.stop();
  });

  it("runs no more batches at a time than MaximumConcurrency", async () => {
    let open: (() => void)[] = [];
    const handler = batches(() => new Promise<void>((resolve) => open.push(resolve)));
    const mapping = { BatchSize: 1, ScalingConfig: { MaximumConcurrency: 2 }, Enabled: false };
    const { cloud, QueueUrl, uuid } = await scene(handler, { mapping });
    for (let index = 0; index < 6; index++) await cloud.call(SQS.SendMessage, { QueueUrl, MessageBody: String(index) });
    await cloud.call(Lambda.UpdateEventSourceMapping, { UUID: uuid, Enabled: true });
    for (let round = 0; round < 3; round++) {
      while (open.length < 2) await new Promise((resolve) => setImmediate(resolve));
      const waiting = open;
      open = [];
      for (const resolve of waiting) resolve();
    }
    await cloud.settle();
    expect(cloud.runtime.mostRunning).toBe(2);
    expect(cloud.runtime.invocations).toHaveLength(6);
    await cloud.stop();
  });

  it("holds a throttled batch while the messages are hidden, and goes on when there is room", async () => {
    const seen: string[] = [];
    const { cloud, QueueUrl, left } = await scene(
      batches((records) => void seen.push(...records.map((each) => each.body))),
    );
    let finish: () => void = () => {};
    cloud.runtime.handlers.set("worker", (event) =>
      event === "hold"
        ? new Promise<void>((resolve) => (finish = resolve))
        : void seen.push(...(event as SqsEvent).Records.map((each) => each.body)),
    );
    await cloud.call(Lambda.PutFunctionConcurrency, { FunctionName: "worker", ReservedConcurrentExecutions: 1 });
    const held = cloud.run("worker", "hold");
    await new Promise((resolve) => setImmediate(resolve));
    await cloud.call(SQS.SendMessage, { QueueUrl, MessageBody: "patient" });
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
    expect(seen).toEqual([]);
    finish();
    await held;
    await cloud.advance(1_500);
    expect(seen).toEqual(["patient"]);
    expect(await left()).toEqual({ visible: 0, hidden: 0 });
    await cloud.stop();
  });

  it("stops and starts with Enabled, changes its batch size, and ends when it is deleted", async () => {
    const sizes: number[] = [];
    const { cloud, send, left, uuid } = await scene(batches((records) => void sizes.push(records.length)));
    const answer = await cloud.call(Lambda.UpdateEventSourceMapping, { UUID: uuid, Enabled: false });
    expect(answer.State).toBe("Disabling");
    await cloud.settle();
    expect(await cloud.call(Lambda.GetEventSourceMapping, { UUID: uuid })).toMatchObject({ State: "Disabled" });
    await send("1", "2", "3", "4", "5", "6");
    expect(sizes).toEqual([]);
    await cloud.call(Lambda.UpdateEventSourceMapping, { UUID: uuid, Enabled: true, BatchSize: 3 });
    await cloud.settle();
    expect(sizes.every((size) => size <= 3)).toBe(true);
    expect(sizes.reduce((total, size) => total + size, 0)).toBe(6);
    expect(await left()).toEqual({ visible: 0, hidden: 0 });
    await cloud.call(Lambda.DeleteEventSourceMapping, { UUID: uuid });
    await cloud.settle();
    await expect(cloud.call(Lambda.GetEventSourceMapping, { UUID: uuid })).rejects.toMatchObject({
      code: "ResourceNotFoundException",
      message: "The resource you requested does not exist.",
    });
    await cloud.stop();
  });

  it("leads, in the lineage, from what sent a message to what became of it", async () => {
    const { cloud, QueueUrl } = await scene(() => null);
    // A function's SDK sends the trace header of its invocation on with every call, and the gateway reads it.
    await cloud.deploy("sender", async (_event, { invocation }) => {
      const cause = causeOfTraceHeader(invocation.traceHeader) ?? "";
      await cloud.call(SQS.SendMessage, { QueueUrl, MessageBody: "x" }, { cause });
    });
    await cloud.run("sender");
    await cloud.settle();
    const records = new Map(cloud.lineage().map((record) => [record.id, record]));
    const last = [...records.values()].findLast((record) => record.kind === "lambda.result");
    const way: string[] = [];
    for (let record = last; record !== undefined; record = records.get(record.parent)) way.push(record.kind);
    expect(way).toEqual([
      "lambda.result",
      "lambda.invocation",
      "lambda.event-source",
      "sqs.message",
      "sqs.SendMessage",
      "lambda.invocation",
      "lambda.Invoke",
    ]);
    // The story of the message is one tree, from the request that sent it to its removal.
    const sent = [...records.values()].find((record) => record.kind === "sqs.SendMessage");
    const rootOf = (record: LineageRecord): LineageRecord => {
      const parent = records.get(record.parent);
      return parent === undefined ? record : rootOf(parent);
    };
    const told = [...records.values()].filter((record) => sent !== undefined && rootOf(record) === rootOf(sent));
    for (const kind of ["sqs.received", "lambda.event-source", "sqs.DeleteMessageBatch"]) {
      expect(told.map((record) => record.kind)).toContain(kind);
    }
    await cloud.stop();
  });

  it("tells of each message of a batch where it went", async () => {
    const { cloud, send, uuid } = await scene(() => null, { mapping: { Enabled: false } });
    await send("first", "second");
    await cloud.call(Lambda.UpdateEventSourceMapping, { UUID: uuid, Enabled: true });
    await cloud.settle();
    const handed = cloud.lineage().filter((record) => record.kind === "lambda.event-source");
    expect(handed).toHaveLength(2);
    const ids = new Map(cloud.lineage().map((record) => [record.id, record]));
    expect(handed.map((record) => ids.get(record.parent)?.subject)).toEqual(handed.map((record) => record.subject));
    expect(handed[0]).not.toHaveProperty("reason");
    expect(handed[1]?.reason).toContain(handed[0]?.subject ?? "nothing");
    await cloud.stop();
  });

  it("ends its long polls at once when it is disabled", async () => {
    const seen: string[] = [];
    const { cloud, send, left, uuid } = await scene(
      batches((records) => void seen.push(...records.map((each) => each.body))),
    );
    await cloud.call(Lambda.UpdateEventSourceMapping, { UUID: uuid, Enabled: false });
    await cloud.settle();
    await send("late", "later");
    expect(seen).toEqual([]);
    expect(await left()).toEqual({ visible: 2, hidden: 0 });
    await cloud.call(Lambda.UpdateEventSourceMapping, { UUID: uuid, Enabled: true });
    await cloud.settle();
    expect(seen.toSorted()).toEqual(["late", "later"]);
    await cloud.stop();
  });

  it("hands over what it has gathered when it is disabled within its window", async () => {
    const sizes: number[] = [];
    const { cloud, send, left, uuid } = await scene(
      batches((records) => void sizes.push(records.length)),
      { mapping: { BatchSize: 25, MaximumBatchingWindowInSeconds: 20 } },
    );
    await send("a", "b");
    expect(sizes).toEqual([]);
    await cloud.call(Lambda.UpdateEventSourceMapping, { UUID: uuid, Enabled: false });
    await cloud.settle();
    expect(sizes).toEqual([2]);
    expect(await left()).toEqual({ visible: 0, hidden: 0 });
    expect(await cloud.call(Lambda.GetEventSourceMapping, { UUID: uuid })).toMatchObject({ State: "Disabled" });
    await cloud.stop();
  });

  it("counts what happens to its messages when it is asked to", async () => {
    const mapping = {
      MetricsConfig: { Metrics: ["EventCount"] },
      FilterCriteria: { Filters: [{ Pattern: '{"body":["yes"]}' }] },
    } as const;
    const { cloud, send } = await scene(() => null, { mapping });
    await send("yes", "no");
    await cloud.advance(60_000);
    const sums = new Map<string, number>();
    for (const batch of cloud.metrics().filter((each) => "EventSourceMappingUUID" in each.dimensions)) {
      for (const [value, count] of batch.values) sums.set(batch.name, (sums.get(batch.name) ?? 0) + value * count);
    }
    expect(Object.fromEntries(sums)).toMatchObject({
      PolledEventCount: 2,
      FilteredOutEventCount: 1,
      InvokedEventCount: 1,
    });
    expect(sums.get("DeletedEventCount")).toBe(2);
    await cloud.stop();
  });

  it("goes on after a restart", async () => {
    const seen: string[] = [];
    const { cloud, send } = await scene(batches((records) => void seen.push(...records.map((each) => each.body))));
    await cloud.restart();
    await cloud.settle();
    await send("after");
    expect(seen).toEqual(["after"]);
    await cloud.stop();
  });
});

describe("CreateEventSourceMapping", () => {
  const queueArn = "arn:aws:sqs:us-east-1:000000000000:work";
  it.each<[string, Partial<CreateEventSourceMappingRequest>, string, string]>([
    ["no such function", { FunctionName: "nobody" }, "InvalidParameterValueException", "Function does not exist"],
    [
      "no such source",
      { EventSourceArn: "arn:aws:ec2:us-east-1:000000000000:x" },
      "InvalidParameterValueException",
      "Unrecognized event source.",
    ],
    [
      "a stream",
      { EventSourceArn: "arn:aws:kinesis:us-east-1:000000000000:stream/x" },
      "NotImplemented",
      "event source mappings of kinesis",
    ],
    [
      "no such queue",
      { EventSourceArn: `${queueArn}-not` },
      "InvalidParameterValueException",
      "Error occurred while ReceiveMessage. SQS Error Code: AWS.SimpleQueueService.NonExistentQueue. SQS Error Message: The specified queue does not exist.",
    ],
    [
      "a large batch without a window",
      { BatchSize: 11 },
      "InvalidParameterValueException",
      "Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10",
    ],
    [
      "a bad filter",
      { FilterCriteria: { Filters: [{ Pattern: '{"body":{"a":"b"}}' }] } },
      "InvalidParameterValueException",
      "Invalid filter pattern definition.",
    ],
    [
      "an empty leaf",
      { FilterCriteria: { Filters: [{ Pattern: '{"body":{"a":[]}}' }] } },
      "InvalidParameterValueException",
      "Invalid filter pattern definition.",
    ],
    [
      "a filter that is null",
      { FilterCriteria: { Filters: [{ Pattern: "null" }] } },
      "InvalidParameterValueException",
      "Invalid filter pattern definition.",
    ],
    [
      "a filter on what is not the body",
      { FilterCriteria: { Filters: [{ Pattern: '{"messageId":["x"]}' }] } },
      "NotImplemented",
      "filter patterns on messageId of a message",
    ],
    [
      "a destination",
      { DestinationConfig: { OnFailure: { Destination: queueArn } } },
      "InvalidParameterValueException",
      "Unsupported DestinationConfig parameter for given event source mapping type.",
    ],
    ["a stream's setting", { ParallelizationFactor: 2 }, "NotImplemented", "ParallelizationFactor"],
    ["a batch size beyond all", { BatchSize: 10_001 }, "ValidationException", "10000"],
    [
      "the same pair again",
      { FunctionName: "worker" },
      "ResourceConflictException",
      `An event source mapping with SQS arn (" ${queueArn} ") and function (" worker ") already exists.`,
    ],
  ])("refuses %s", async (_name, change, code, message) => {
    const { cloud } = await scene(() => null);
    const creation = cloud.call(Lambda.CreateEventSourceMapping, {
      FunctionName: "worker:$LATEST",
      EventSourceArn: queueArn,
      ...change,
    });
    await expect(creation).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
    await cloud.stop();
  });

  it("refuses a queue that shows messages again while the function works on them", async () => {
    const { cloud } = await scene(() => null, { queue: { VisibilityTimeout: "30" } });
    await cloud.deploy("slow", () => null, { Timeout: 60 });
    await expect(
      cloud.call(Lambda.CreateEventSourceMapping, { FunctionName: "slow", EventSourceArn: queueArn }),
    ).rejects.toMatchObject({
      message: "Queue visibility timeout: 30 seconds is less than Function timeout: 60 seconds",
    });
    await cloud.stop();
  });
});
