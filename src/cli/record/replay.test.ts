/** Recording what one cloud answers, and replaying it in another: ids, queue URLs, pace, and what ends differently. */
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { ask, startWireCloud, type WireCloud } from "../../../tests/harness/wire.ts";
import { VirtualClock } from "../../kernel/virtual-clock.ts";
import { record } from "./record.ts";
import { replay } from "./replay.ts";

const START = Date.UTC(2026, 0, 15, 12);
let folder: string;
let file: string;
let first: WireCloud;
let second: WireCloud;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-record-"));
});
afterAll(() => rm(folder, { recursive: true }));

let count = 0;
beforeEach(async () => {
  file = join(folder, `${count++}.jsonl`);
  first = await startWireCloud({ clock: "virtual", startAt: START, seed: 1 });
  second = await startWireCloud({ clock: "virtual", startAt: START, seed: 2 });
});
afterEach(async () => {
  process.exitCode = undefined;
  out.mockClear();
  errors.mockReset();
  await first.close();
  await second.close();
});

const out = vi.spyOn(process.stdout, "write").mockReturnValue(true);
const errors = vi.spyOn(process.stderr, "write");
/** Records what `act` does to the first cloud: begins when the recording has, and ends it when all is written. */
async function recorded(act: () => Promise<void>): Promise<void> {
  const stop = new AbortController();
  const begun = new Promise<void>((resolve) => {
    errors.mockImplementation((text) => {
      if (String(text).startsWith("Recording")) resolve();
      return true;
    });
  });
  const recording = record(file, { endpoint: first.endpoint }, stop.signal);
  await Promise.race([begun, recording]);
  await act();
  // The cloud ends the stream once everything before it is out.
  await first.close();
  await recording;
}

const speed = "max";
const lines = async () =>
  (await readFile(file, "utf8"))
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));

it("a recorded conversation goes the same way in another cloud, whose ids and URLs differ", async () => {
  await recorded(async () => {
    const sqs = new SQSClient(first.clientConfig);
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "jobs" }));
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "hello" }));
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl }));
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: Messages[0]?.ReceiptHandle }));
    await sqs.send(new GetQueueUrlCommand({ QueueName: "nobody" })).catch(() => {});
  });
  const calls = await lines();
  expect(calls.map(({ operation, status }) => `${operation} ${status}`)).toEqual([
    "CreateQueue 200",
    "SendMessage 200",
    "ReceiveMessage 200",
    "DeleteMessage 200",
    "GetQueueUrl 400",
  ]);
  expect(calls[4]).toMatchObject({ service: "sqs", account: "000000000000", region: "us-east-1", at: START });
  expect(await readFile(file, "utf8")).not.toMatch(/authorization|AWS4-HMAC|Signature/i);
  expect(await replay(file, { endpoint: second.endpoint, speed })).toEqual({ made: 5, skipped: 0, differences: [] });
  const left = await ask(second, { method: "GET", path: "/_sluice/queue?QueueUrl=jobs" });
  expect(JSON.parse(left.body)).toEqual({ messages: [] });
  expect(out.mock.calls.join("")).toMatch(/^5 calls were made again, 5 were answered as before\.\n/);
  expect(process.exitCode).toBeUndefined();
});

it("a recording ends when it is stopped, and says how much it has", async () => {
  const stop = new AbortController();
  errors.mockImplementation((text) => {
    if (String(text).startsWith("Recording")) stop.abort();
    return true;
  });
  await record(file, { endpoint: first.endpoint }, stop.signal);
  expect(errors.mock.calls.at(-1)?.[0]).toBe(`0 calls are recorded in ${file}.\n`);
});

it("bodies that stream are recorded with their calls", async () => {
  await recorded(async () => {
    const s3 = new S3Client({ ...first.clientConfig, forcePathStyle: true });
    await s3.send(new CreateBucketCommand({ Bucket: "files" }));
    await s3.send(new PutObjectCommand({ Bucket: "files", Key: "a.txt", Body: "what is in it" }));
  });
  expect(await replay(file, { endpoint: second.endpoint, speed })).toMatchObject({ made: 2, differences: [] });
  const s3 = new S3Client({ ...second.clientConfig, forcePathStyle: true });
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: "files", Key: "a.txt" }));
  expect(await Body?.transformToString()).toBe("what is in it");
});

describe("time between the calls", () => {
  const slowly = async (): Promise<void> => {
    const sqs = new SQSClient(first.clientConfig);
    await sqs.send(new CreateQueueCommand({ QueueName: "a" }));
    await first.advance(60_000);
    await sqs.send(new CreateQueueCommand({ QueueName: "b" }));
  };

  it("passes on the server's own virtual clock", async () => {
    await recorded(slowly);
    await replay(file, { endpoint: second.endpoint, speed: "1", advance: true });
    expect(second.now()).toBe(START + 60_000);
  });

  it("is waited for, faster by the factor that was asked for", async () => {
    await recorded(slowly);
    const clock = new VirtualClock(0);
    const waits: number[] = [];
    const at = clock.at.bind(clock);
    clock.at = (dueAt, run) => {
      waits.push(dueAt - clock.now());
      const cancel = at(dueAt, run);
      void clock.advanceTo(dueAt);
      return cancel;
    };
    await replay(file, { endpoint: second.endpoint, speed: "10" }, clock);
    expect(waits).toEqual([6_000]);
    expect(second.now()).toBe(START);
  });
});

it("what is answered differently is named, and the exit status is 1", async () => {
  await recorded(async () => {
    const sqs = new SQSClient(first.clientConfig);
    await sqs.send(new GetQueueUrlCommand({ QueueName: "late" })).catch(() => {});
  });
  await new SQSClient(second.clientConfig).send(new CreateQueueCommand({ QueueName: "late" }));
  const { differences } = await replay(file, { endpoint: second.endpoint, speed });
  expect(differences).toEqual([expect.stringMatching(/^call 1, sqs\.GetQueueUrl: 400 \S+ before, 200 now$/)]);
  expect(out.mock.calls.join("")).toMatch(/1 were answered differently:\n {2}call 1, sqs\.GetQueueUrl/);
  expect(process.exitCode).toBe(1);
});

it("a call that was too long to be kept is left out, and losses are told", async () => {
  const head = { at: 0, service: "sqs", operation: "ListQueues", account: "000000000000", region: "us-east-1" };
  const call = { ...head, endpoint: "http://old", status: 200 };
  await writeFile(file, `${JSON.stringify(call)}\n{"lost":3}\n\n${JSON.stringify({ ...call, input: {} })}\n`);
  expect(await replay(file, { endpoint: second.endpoint, speed })).toEqual({ made: 1, skipped: 1, differences: [] });
  expect(out.mock.calls.join("")).toMatch(/1 were too long .*\n3 were lost when they were recorded\.\n$/);
});

describe("what cannot be done is said in a sentence", () => {
  it("a file that is there already is not written over", async () => {
    await writeFile(file, "mine");
    const recording = record(file, { endpoint: first.endpoint }, new AbortController().signal);
    await expect(recording).rejects.toThrow(/is there already: recordings are not written over\.$/);
    expect(await readFile(file, "utf8")).toBe("mine");
  });

  it.each([
    ["no folder", () => join(folder, "none", "x"), () => first.endpoint, /cannot be written: ENOENT/],
    ["no server", () => file, () => "http://127.0.0.1:1", /^Nothing answers at/],
    ["no URL", () => file, () => "4566", /^--endpoint takes a URL/],
  ])("recording with %s", async (_, path, endpoint, sentence) => {
    await expect(record(path(), { endpoint: endpoint() }, new AbortController().signal)).rejects.toThrow(sentence);
  });

  it.each<[text: string | undefined, options: object, sentence: RegExp]>([
    [undefined, {}, /cannot be read: ENOENT/],
    ["hello", {}, /^Line 1 of .* is no recorded call\.$/],
    ['{"lost":1}\n{"at":1}', {}, /^Line 2 of .* is no recorded call\.$/],
    ["", { speed: "0" }, /^--speed takes a factor such as 10, or max, not "0"\.$/],
    ["", { speed: "fast" }, /^--speed takes a factor/],
  ])("replaying %j with %j", async (text, options, sentence) => {
    if (text !== undefined) await writeFile(file, text);
    await expect(replay(file, { endpoint: second.endpoint, speed, ...options })).rejects.toThrow(sentence);
  });

  it.each([
    ["{}", 400, /^A call has a service/],
    [
      '{"service":"sqs","operation":"Nothing","account":"1","region":"r","endpoint":"e","input":{}}',
      404,
      /no operation Nothing of sqs/,
    ],
    [
      '{"service":"sqs","operation":"ListQueues","account":"1","region":"r","endpoint":"e","input":[]}',
      400,
      /^A call has/,
    ],
  ])("a call that is %s", async (body, status, message) => {
    const answer = await ask(first, { path: "/_sluice/call", body });
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.body).message).toMatch(message);
  });
});
