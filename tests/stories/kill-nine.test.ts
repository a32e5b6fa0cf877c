/** The whole server under kill -9: what it has acknowledged is there after the restart, and in order. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { seededRandom } from "../../src/kernel/random.ts";
import { DATA_FORMAT } from "../../src/store/lmdb/open-data-folder.ts";

const SEED = 9;
const CYCLES = 3;
/** The built command, as users run it; `npm test` builds before it tests. */
const PROGRAM = join(import.meta.dirname, "../../dist/cli/main.js");

let directory: string;
const children = new Set<ChildProcess>();
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "sluice-kill-nine-"));
});
afterEach(() => {
  for (const child of children) child.kill("SIGKILL");
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

interface Server {
  readonly endpoint: string;
  readonly child: ChildProcess;
}

/** Starts the server on a data folder; rejects with what it said when it ends instead of listening. */
async function up(data: string): Promise<Server> {
  const child = spawn(process.execPath, [PROGRAM, "up", "--port", "0", "--data", data], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  children.add(child);
  void once(child, "exit").then(() => children.delete(child));
  let complaint = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (complaint += text));
  for await (const line of createInterface({ input: child.stdout })) {
    const endpoint = /listens on (\S+)/.exec(line)?.[1];
    if (endpoint !== undefined) return { endpoint, child };
  }
  throw new Error(complaint);
}

async function end(server: Server, signal: NodeJS.Signals): Promise<void> {
  const ended = once(server.child, "exit");
  server.child.kill(signal);
  await ended;
}

const config = (endpoint: string) => ({
  endpoint,
  region: "us-east-1",
  credentials: { accessKeyId: "test", secretAccessKey: "test" },
  // A client that tries again would hide what was acknowledged and what was not.
  maxAttempts: 1,
});
const urlOf = (endpoint: string, queue: string): string => `${endpoint}/000000000000/${queue}`;

/** What the server has acknowledged in all cycles. */
interface Acknowledged {
  readonly messages: Set<string>;
  /** By group, in the order of sending. */
  readonly groups: Map<string, string[]>;
  /** Sent without an answer; each may be there or not. */
  readonly doubtful: Set<string>;
  readonly objects: Map<string, string>;
}

/** Several clients send, each one thing after another, until the server has acknowledged `enough` things and is killed. */
async function sendUntilKilled(
  server: Server,
  all: Acknowledged,
  { cycle, enough }: { cycle: number; enough: number },
): Promise<void> {
  const sqs = new SQSClient(config(server.endpoint));
  const s3 = new S3Client({ ...config(server.endpoint), forcePathStyle: true });
  const exited = once(server.child, "exit");
  let isDead = false;
  let count = 0;
  const acknowledged = (): void => {
    if (++count < enough || isDead) return;
    isDead = true;
    server.child.kill("SIGKILL");
  };
  const client = async (name: string, act: (what: string) => Promise<void>): Promise<void> => {
    for (let number = 0; ; number++) {
      if (isDead) return;
      const what = `${name}-${cycle}-${number}`;
      try {
        await act(what);
      } catch (error) {
        // What is under way when the server dies has no answer.
        if (!isDead) throw error;
        all.doubtful.add(what);
        return;
      }
      acknowledged();
    }
  };
  const standard = (name: string): Promise<void> =>
    client(name, async (what) => {
      await sqs.send(new SendMessageCommand({ QueueUrl: urlOf(server.endpoint, "standard"), MessageBody: what }));
      all.messages.add(what);
    });
  const fifo = (group: string): Promise<void> =>
    client(group, async (what) => {
      const QueueUrl = urlOf(server.endpoint, "ordered.fifo");
      await sqs.send(
        new SendMessageCommand({ QueueUrl, MessageBody: what, MessageGroupId: group, MessageDeduplicationId: what }),
      );
      all.groups.set(group, [...(all.groups.get(group) ?? []), what]);
    });
  const objects = (name: string): Promise<void> =>
    client(name, async (what) => {
      const Body = `${what} `.repeat(1_000);
      // One key is written again and again: what is there must be one of its writes, whole.
      const Key = name === "again" ? "again" : what;
      await s3.send(new PutObjectCommand({ Bucket: "kept", Key, Body }));
      all.objects.set(Key, Body);
    });
  await Promise.all([
    standard("a"),
    standard("b"),
    standard("c"),
    fifo("g1"),
    fifo("g2"),
    fifo("g3"),
    objects("o"),
    objects("again"),
  ]);
  expect(await exited).toEqual([null, "SIGKILL"]);
}

/** Everything in a queue, received and deleted until nothing more comes. */
async function drain(
  sqs: SQSClient,
  QueueUrl: string,
): Promise<readonly { readonly body: string; readonly group: string }[]> {
  const found: { readonly body: string; readonly group: string }[] = [];
  for (;;) {
    const asked = { QueueUrl, MaxNumberOfMessages: 10, MessageSystemAttributeNames: ["MessageGroupId" as const] };
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand(asked));
    if (Messages.length === 0) return found;
    found.push(
      ...Messages.map(({ Body = "", Attributes }) => ({ body: Body, group: Attributes?.MessageGroupId ?? "" })),
    );
    const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
    expect((await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }))).Failed ?? []).toEqual([]);
  }
}

async function checkObjects(endpoint: string, all: Acknowledged): Promise<void> {
  const s3 = new S3Client({ ...config(endpoint), forcePathStyle: true });
  for (const [Key, body] of all.objects) {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: "kept", Key }));
    const text = (await Body?.transformToString()) ?? "";
    const [first = ""] = text.split(" ");
    expect(text).toBe(`${first} `.repeat(1_000));
    if (!all.doubtful.has(first)) expect(text).toBe(body);
  }
}

async function checkMessages(endpoint: string, all: Acknowledged): Promise<void> {
  const sqs = new SQSClient(config(endpoint));
  const standard = await drain(sqs, urlOf(endpoint, "standard"));
  const bodies = standard.map(({ body }) => body);
  expect(new Set(bodies).size).toBe(bodies.length);
  expect([...all.messages].filter((body) => !bodies.includes(body))).toEqual([]);
  expect(bodies.filter((body) => !all.messages.has(body) && !all.doubtful.has(body))).toEqual([]);
  const ordered = await drain(sqs, urlOf(endpoint, "ordered.fifo"));
  for (const [group, sent] of all.groups) {
    const received = ordered.filter((each) => each.group === group).map(({ body }) => body);
    expect(received.filter((body) => !all.doubtful.has(body))).toEqual(sent);
    expect(received).toEqual(received.toSorted(byCycleAndNumber));
  }
}

function byCycleAndNumber(left: string, right: string): number {
  const [, cycle = 0, number = 0] = left.split("-").map(Number);
  const [, otherCycle = 0, otherNumber = 0] = right.split("-").map(Number);
  return cycle - otherCycle || number - otherNumber;
}

it("loses nothing that it acknowledged when it is killed, time and again", { timeout: 120_000 }, async () => {
  const random = seededRandom(SEED);
  const data = join(directory, "killed");
  const all: Acknowledged = { messages: new Set(), groups: new Map(), doubtful: new Set(), objects: new Map() };
  let server = await up(data);
  const sqs = new SQSClient(config(server.endpoint));
  await sqs.send(new CreateQueueCommand({ QueueName: "standard" }));
  await sqs.send(new CreateQueueCommand({ QueueName: "ordered.fifo", Attributes: { FifoQueue: "true" } }));
  await new S3Client({ ...config(server.endpoint), forcePathStyle: true }).send(
    new CreateBucketCommand({ Bucket: "kept" }),
  );
  for (let cycle = 0; cycle < CYCLES; cycle++) {
    await sendUntilKilled(server, all, { cycle, enough: 100 + (random.uint32() % 200) });
    server = await up(data);
    await checkObjects(server.endpoint, all);
  }
  await checkMessages(server.endpoint, all);
  // What was deleted stays so.
  await end(server, "SIGKILL");
  server = await up(data);
  const after = new SQSClient(config(server.endpoint));
  expect(await drain(after, urlOf(server.endpoint, "standard"))).toEqual([]);
  expect(await drain(after, urlOf(server.endpoint, "ordered.fifo"))).toEqual([]);
});

describe("a data folder", () => {
  it("belongs to one server at a time, which a second one is told", { timeout: 60_000 }, async () => {
    const data = join(directory, "shared");
    const first = await up(data);
    await expect(up(data)).rejects.toThrow(
      `the data folder ${data} is in use by another process (pid ${first.child.pid}): stop that one, or choose another folder\n`,
    );
    // The refusal leaves the first one as it was, and its end frees the folder.
    expect((await fetch(new URL("/_sluice/health", first.endpoint), { headers: { connection: "close" } })).status).toBe(
      200,
    );
    await end(first, "SIGTERM");
    await end(await up(data), "SIGTERM");
  });

  it("that a newer version wrote is refused, and not touched", { timeout: 60_000 }, async () => {
    const data = join(directory, "newer");
    await end(await up(data), "SIGTERM");
    const newer = DATA_FORMAT + 1;
    writeFileSync(join(data, "FORMAT"), `${newer}\n`);
    await expect(up(data)).rejects.toThrow(
      `the data folder ${data} was written in format ${newer} by a newer version; this one reads ${DATA_FORMAT}.`,
    );
    expect(readFileSync(join(data, "FORMAT"), "utf8")).toBe(`${newer}\n`);
  });
});
