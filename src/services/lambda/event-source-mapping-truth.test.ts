/** What becomes of messages in a mapping's hands, as tables: reports of failures, FIFO groups, throttling and scaling. */
import { describe, expect, it } from "vitest";
import { pause } from "../../kernel/clock.ts";
import { Lambda } from "../../schema/generated/lambda.ts";
import { SQS } from "../../schema/generated/sqs.ts";
import { Ended } from "./lambda-cloud.contract.ts";
import { batches, scene, type Scene } from "./mapping-scene.fixture.ts";
import type { SqsEventRecord } from "./mapping/sqs-event.ts";

const REPORTS = { FunctionResponseTypes: ["ReportBatchItemFailures"] } as const;
const all = (records: readonly SqsEventRecord[]): readonly string[] => records.map((record) => record.messageId);
const idOf = (records: readonly SqsEventRecord[], body: string): string =>
  records.find((record) => record.body === body)?.messageId ?? "";
const failures = (...itemIdentifiers: readonly unknown[]): unknown => ({
  batchItemFailures: itemIdentifiers.map((itemIdentifier) => ({ itemIdentifier })),
});

/** A queue that is full when its mapping begins: the first batch is all of it. */
async function begin(handle: (records: readonly SqsEventRecord[]) => unknown, bodies: readonly string[], more = {}) {
  const { mapping, ...setting } = more as { readonly mapping?: object; readonly fifo?: boolean };
  const stage = await scene(batches(handle), { ...setting, mapping: { ...mapping, Enabled: false } });
  await stage.send(...bodies);
  await stage.cloud.call(Lambda.UpdateEventSourceMapping, { UUID: stage.uuid, Enabled: true });
  return stage;
}

describe("of a batch of a, b and c", () => {
  it.each<[string, (records: readonly SqsEventRecord[]) => unknown, kept: readonly string[]]>([
    ["nothing is reported", () => null, []],
    ["an empty object is reported", () => ({}), []],
    ["an empty list is reported", () => failures(), []],
    ["a list that is null is reported", () => ({ batchItemFailures: null }), []],
    ["an entry without members is reported", () => ({ batchItemFailures: [{}] }), []],
    ["one is reported", (records) => failures(idOf(records, "b")), ["b"]],
    ["one is reported twice", (records) => failures(idOf(records, "b"), idOf(records, "b")), ["b"]],
    ["two are reported", (records) => failures(idOf(records, "c"), idOf(records, "a")), ["a", "c"]],
    ["all are reported", (records) => failures(...all(records)), ["a", "b", "c"]],
    ["the function throws", () => Promise.reject(new Error("no")), ["a", "b", "c"]],
    ["the function takes too long", () => new Ended("timedOut", { errorMessage: "late" }), ["a", "b", "c"]],
    ["the process ends", () => new Ended("exited", { errorMessage: "gone" }), ["a", "b", "c"]],
    ["a text is reported", () => "done", ["a", "b", "c"]],
    ["a number is reported", () => 1, ["a", "b", "c"]],
    ["a list is reported", () => [], ["a", "b", "c"]],
    ["an object in place of the list is reported", () => ({ batchItemFailures: {} }), ["a", "b", "c"]],
    ["another key is reported", () => ({ batchItemFailures: [{ foo: "a" }] }), ["a", "b", "c"]],
    ["an empty id is reported", () => failures(""), ["a", "b", "c"]],
    ["an id that is null is reported", () => failures(null), ["a", "b", "c"]],
    ["an id that is a number is reported", () => failures(1), ["a", "b", "c"]],
    ["an unknown id is reported", () => failures("x"), ["a", "b", "c"]],
    ["an unknown id beside a known is reported", (records) => failures(idOf(records, "a"), "x"), ["a", "b", "c"]],
  ])("when %s", async (_name, report, kept) => {
    const seen: string[] = [];
    const bodies = ["a", "b", "c"];
    const { cloud, left } = await begin(
      (records) => {
        seen.push(...records.map((record) => record.body));
        return seen.length > bodies.length ? null : report(records);
      },
      bodies,
      { mapping: REPORTS },
    );
    await cloud.settle();
    expect(seen.toSorted()).toEqual(bodies);
    expect(await left()).toEqual({ visible: 0, hidden: kept.length });
    // What is kept comes back when its visibility timeout ends, and not before.
    await cloud.advance(29_000);
    expect(seen).toHaveLength(bodies.length);
    await cloud.advance(2_000);
    expect(seen.slice(bodies.length).toSorted()).toEqual(kept);
    expect(await left()).toEqual({ visible: 0, hidden: 0 });
    await cloud.stop();
  });

  it("the report is ignored where it was not asked for", async () => {
    const { cloud, left } = await begin((records) => failures(...all(records)), ["a", "b", "c"]);
    await cloud.settle();
    expect(await left()).toEqual({ visible: 0, hidden: 0 });
    await cloud.stop();
  });
});

describe("of a FIFO queue", () => {
  const bodies = ["a1", "a2", "a3", "b1", "b2"];
  it.each<[string, failing: string, first: readonly string[], then: readonly string[]]>([
    ["its head, the group waits behind it", "a1", bodies, ["a1", "a2", "a3"]],
    ["one in the middle, what came before it is done", "a2", bodies, ["a2", "a3"]],
    ["the last of a group, only that comes again", "b2", bodies, ["b2"]],
  ])("when the function reports %s", async (_name, failing, first, then) => {
    const seen: string[] = [];
    let hasFailed = false;
    const stage = await begin(
      (records) => {
        seen.push(...records.map((record) => record.body));
        if (hasFailed) return null;
        hasFailed = true;
        return failures(idOf(records, failing));
      },
      bodies,
      { fifo: true, mapping: REPORTS },
    );
    await stage.cloud.settle();
    // SQS gives a group as a whole before the next.
    expect(seen).toEqual(first);
    // Later messages of the failed group wait, those of the other go ahead.
    await stage.send("a4", "b3");
    const goesOn = failing.startsWith("a") ? "b3" : "a4";
    expect(seen.slice(first.length)).toEqual([goesOn]);
    await stage.cloud.advance(31_000);
    const waited = failing.startsWith("a") ? "a4" : "b3";
    expect(seen.slice(first.length + 1)).toEqual([...then, waited]);
    expect(await stage.left()).toEqual({ visible: 0, hidden: 0 });
    await stage.cloud.stop();
  });

  it("never has two batches of one group in hand, and as many as there are groups", async () => {
    const running = new Map<string, number>();
    let most = 0;
    const told: { clock?: Scene["cloud"]["clock"] } = {};
    const stage = await begin(
      async ([record]) => {
        const group = record?.attributes["MessageGroupId"] ?? "";
        running.set(group, (running.get(group) ?? 0) + 1);
        expect(running.get(group)).toBe(1);
        most = Math.max(most, [...running.values()].filter((count) => count > 0).length);
        if (told.clock !== undefined) await pause(told.clock, 1_000);
        running.set(group, 0);
      },
      ["a1", "a2", "a3", "b1", "b2", "b3", "c1", "c2", "c3"],
      { fifo: true, mapping: { BatchSize: 1 } },
    );
    told.clock = stage.cloud.clock;
    await pass(stage, 10_000);
    expect(stage.cloud.runtime.invocations).toHaveLength(9);
    expect(most).toBe(3);
    await stage.cloud.stop();
  });
});

/** Lets time go by while functions run, which a cloud that waits until it has settled would wait for. */
async function pass({ cloud }: Scene, milliseconds: number, step = 100): Promise<void> {
  for (let passed = 0; passed < milliseconds; passed += step) {
    await turns();
    await cloud.clock.advance(step);
  }
  await turns();
}

async function turns(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
}

describe("a storm of messages on a function of which two may run at a time", () => {
  const MESSAGES = 40;

  async function storm(mapping: object): Promise<{ readonly handled: readonly string[]; readonly dead: number }> {
    const stage = await scene(() => null, { mapping: { BatchSize: 1, ...mapping, Enabled: false } });
    const { cloud, QueueUrl, uuid } = stage;
    const handled: string[] = [];
    cloud.runtime.handlers.set(
      "worker",
      batches(async ([record]) => {
        await pause(cloud.clock, 5_000);
        handled.push(record?.body ?? "");
      }),
    );
    const { QueueUrl: deadUrl = "" } = await cloud.call(SQS.CreateQueue, { QueueName: "dead" });
    const RedrivePolicy = JSON.stringify({
      deadLetterTargetArn: "arn:aws:sqs:us-east-1:000000000000:dead",
      maxReceiveCount: 2,
    });
    await cloud.call(SQS.SetQueueAttributes, { QueueUrl, Attributes: { RedrivePolicy } });
    await cloud.call(Lambda.PutFunctionConcurrency, { FunctionName: "worker", ReservedConcurrentExecutions: 2 });
    await stage.send(...Array.from({ length: MESSAGES }, (_, index) => String(index)));
    await cloud.call(Lambda.UpdateEventSourceMapping, { UUID: uuid, Enabled: true });
    await pass(stage, 240_000, 1_000);
    expect(await stage.left()).toEqual({ visible: 0, hidden: 0 });
    expect(cloud.runtime.mostRunning).toBe(2);
    const { Attributes: found } = await cloud.call(SQS.GetQueueAttributes, {
      QueueUrl: deadUrl,
      AttributeNames: ["ApproximateNumberOfMessages"],
    });
    await cloud.stop();
    return { handled, dead: Number(found?.ApproximateNumberOfMessages) };
  }

  it("loses no healthy message to the dead-letter queue with a MaximumConcurrency of two", async () => {
    const { handled, dead } = await storm({ ScalingConfig: { MaximumConcurrency: 2 } });
    expect(new Set(handled).size).toBe(MESSAGES);
    expect(handled).toHaveLength(MESSAGES);
    expect(dead).toBe(0);
  });

  it("loses some of them without, since throttled messages are received in vain, as on AWS", async () => {
    const { handled, dead } = await storm({});
    expect(dead).toBeGreaterThan(0);
    expect(handled).toHaveLength(MESSAGES - dead);
  });
});

describe("with many messages, and a function that takes long,", () => {
  it.each<[string, mapping: object, after: number, running: number]>([
    ["five batches are in hand at the start", {}, 0, 5],
    ["300 are added each minute", {}, 10_000, 55],
    ["MaximumConcurrency ends that", { ScalingConfig: { MaximumConcurrency: 20 } }, 10_000, 20],
    ["fewer begin where MaximumConcurrency is low", { ScalingConfig: { MaximumConcurrency: 3 } }, 0, 3],
    ["provisioned pollers have ten each", { ProvisionedPollerConfig: { MinimumPollers: 3 } }, 0, 30],
    ["1000 are added each minute to those", { ProvisionedPollerConfig: { MinimumPollers: 3 } }, 6_000, 130],
    ["MaximumPollers ends that", { ProvisionedPollerConfig: { MinimumPollers: 2, MaximumPollers: 4 } }, 6_000, 40],
  ])("%s", async (_name, mapping, after, running) => {
    const stage = await scene(() => null, { mapping: { BatchSize: 1, ...mapping, Enabled: false } });
    const { cloud, uuid } = stage;
    let end: () => void = () => {};
    const ended = new Promise<void>((resolve) => (end = resolve));
    cloud.runtime.handlers.set("worker", () => ended);
    await stage.send(...Array.from({ length: 150 }, (_, index) => String(index)));
    await cloud.call(Lambda.UpdateEventSourceMapping, { UUID: uuid, Enabled: true });
    await turns();
    await pass(stage, after);
    expect(cloud.runtime.running).toBe(running);
    end();
    await cloud.settle();
    expect(await stage.left()).toEqual({ visible: 0, hidden: 0 });
    await cloud.stop();
  });
});

describe("a function that fails", () => {
  it("is given no more batches at a time than at the start, and again more when it does not", async () => {
    let isBroken = true;
    const stage = await scene(() => null, { mapping: { BatchSize: 1, Enabled: false } });
    const { cloud, uuid } = stage;
    cloud.runtime.handlers.set("worker", async () => {
      await pause(cloud.clock, 1_000);
      if (isBroken) throw new Error("broken");
    });
    await stage.send(...Array.from({ length: 150 }, (_, index) => String(index)));
    await cloud.call(Lambda.UpdateEventSourceMapping, { UUID: uuid, Enabled: true });
    await pass(stage, 900);
    // Before the first of them has failed nobody knows.
    expect(cloud.runtime.running).toBeGreaterThan(5);
    await pass(stage, 5_000);
    expect(cloud.runtime.running).toBe(5);
    isBroken = false;
    await pass(stage, 5_000);
    expect(cloud.runtime.running).toBeGreaterThan(10);
    await pass(stage, 60_000, 1_000);
    expect(await stage.left()).toEqual({ visible: 0, hidden: 0 });
    await cloud.stop();
  });
});

describe("a batch over a window", () => {
  const MEBIBYTE = 1024 * 1024;

  it("holds thousands of messages, and is sent when it is full", async () => {
    const sizes: number[] = [];
    const mapping = { BatchSize: 5_000, MaximumBatchingWindowInSeconds: 300, Enabled: false };
    const { cloud, QueueUrl, uuid, left } = await scene(
      batches((records) => void sizes.push(records.length)),
      { mapping },
    );
    const Entries = Array.from({ length: 10 }, (_, index) => ({ Id: String(index), MessageBody: "x" }));
    for (let sent = 0; sent < 6_000; sent += 10) await cloud.call(SQS.SendMessageBatch, { QueueUrl, Entries });
    await cloud.call(Lambda.UpdateEventSourceMapping, { UUID: uuid, Enabled: true });
    await cloud.settle();
    expect(sizes).toEqual([5_000]);
    await cloud.advance(299_000);
    expect(sizes).toEqual([5_000]);
    await cloud.advance(2_000);
    expect(sizes).toEqual([5_000, 1_000]);
    expect(await left()).toEqual({ visible: 0, hidden: 0 });
    await cloud.stop();
  });

  it.each<[string, body: string, bytesEach: number]>([
    ["plain text", "x".repeat(MEBIBYTE), 1],
    ["characters of more bytes", "é".repeat(MEBIBYTE / 2), 1],
    ["quotes, which JSON makes longer", '"'.repeat(MEBIBYTE), 2],
  ])("is sent as soon as its event has 6 MB: of %s", async (_name, body, bytesEach) => {
    const stage = await begin(() => null, Array<string>(14).fill(body), {
      mapping: { BatchSize: 100, MaximumBatchingWindowInSeconds: 60 },
    });
    await stage.cloud.settle();
    await stage.cloud.advance(61_000);
    const lengths = stage.cloud.runtime.invocations.map(({ invocation }) => invocation.payload.byteLength);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(6 * MEBIBYTE);
    // One message more would not have fitted.
    expect(Math.max(...lengths)).toBeGreaterThan((6 - bytesEach) * MEBIBYTE - 14 * 2048);
    expect(await stage.left()).toEqual({ visible: 0, hidden: 0 });
    await stage.cloud.stop();
  });

  it("hides its messages for as long as window and function may take, and half a minute more", async () => {
    const stage = await scene(() => Promise.reject(new Error("no")), {
      mapping: { BatchSize: 100, MaximumBatchingWindowInSeconds: 60 },
    });
    await stage.send("a");
    // The queue says 30 seconds, the function may take 3.
    await stage.cloud.advance(92_000);
    expect(await stage.left()).toEqual({ visible: 0, hidden: 1 });
    await stage.cloud.advance(2_000);
    expect(stage.cloud.runtime.invocations).toHaveLength(1);
    await stage.cloud.advance(61_000);
    expect(stage.cloud.runtime.invocations).toHaveLength(2);
    await stage.cloud.stop();
  });
});
