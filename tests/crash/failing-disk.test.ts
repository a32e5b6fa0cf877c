/**
 * The whole server on a disk that fails under it: it stops acknowledging and says why, reads go on, and after a restart
 * on a good disk everything acknowledged is there and nothing refused is.
 *
 * Where a machine can neither mount nor trace, the tests say so by name; src/store/disk-faults.test.ts, which lets the
 * same places fail inside the process, runs everywhere.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { injectFaults, type Injection, SmallDisk, whyNoMount, whyNoStrace } from "./failing-disk.ts";
import { type Answer, KillableServer } from "./killable-server.ts";

/** The built command, as users run it; `npm test` builds before it tests. */
const PROGRAM = join(import.meta.dirname, "../../dist/cli/main.js");
/** More than an object keeps beside its name. */
const BODY = "a body that is a file of its own ".repeat(4_000);
/** As many sends as fill what the journal still had room for, and many times what a fault at once needs. */
const MAXIMUM_SENDS = 5_000;

interface Trial {
  readonly title: string;
  readonly run: (folder: string) => Promise<void>;
}

/** Sends until one is refused. @returns what was acknowledged */
async function sendUntilRefused(server: KillableServer, acknowledged: string[]): Promise<Answer> {
  for (let number = 0; number < MAXIMUM_SENDS; number++) {
    const name = `m${acknowledged.length}`;
    const answer = await server.call("SendMessage", { ...(await queueOf(server)), MessageBody: name });
    if (answer.status !== 200) return answer;
    acknowledged.push(name);
  }
  throw new Error(`${MAXIMUM_SENDS} messages were acknowledged on a disk that fails`);
}

const queueOf = async (server: KillableServer) => ({ QueueUrl: `${await server.endpoint}/000000000000/q` });

async function start(data: string, acknowledged: string[]): Promise<KillableServer> {
  const server = new KillableServer(PROGRAM, data);
  started.add(server);
  expect((await server.call("CreateQueue", { QueueName: "q" })).status).toBe(200);
  expect(await store(server, "PUT /kept")).toMatchObject({ status: 200 });
  expect(await store(server, "PUT /kept/before", BODY)).toMatchObject({ status: 200 });
  for (const name of ["first", "second"]) {
    const sent = await server.call("SendMessage", { ...(await queueOf(server)), MessageBody: name });
    expect(sent.status).toBe(200);
    acknowledged.push(name);
  }
  return server;
}

/** Asks S3, whose requests are known by their path. */
async function store(server: KillableServer, line: string, body?: string): Promise<ObjectAnswer> {
  const [method = "", path = ""] = line.split(" ");
  const url = new URL(path, await server.endpoint);
  const answer = await fetch(url, {
    method,
    headers: { connection: "close" },
    ...(body === undefined ? {} : { body }),
  });
  return { status: answer.status, text: await answer.text() };
}

interface ObjectAnswer {
  readonly status: number;
  readonly text: string;
}

const health = (server: KillableServer): Promise<ObjectAnswer> => store(server, "GET /_sluice/health");

/** What holds from a fault of the rows or the journal on, until the server is started anew. */
async function expectStopped(server: KillableServer, reason: RegExp, acknowledged: readonly string[]): Promise<void> {
  const send = async () => server.call("SendMessage", { ...(await queueOf(server)), MessageBody: "refused" });
  const refused = await send();
  expect(refused).toMatchObject({ status: 503, body: { __type: expect.stringContaining("ServiceUnavailable") } });
  expect(refused.body["message"]).toMatch(/^the store stopped because a commit failed: /);
  expect(refused.body["message"]).toMatch(reason);
  const told = await health(server);
  expect(told.status).toBe(503);
  expect(JSON.parse(told.text)).toMatchObject({ status: "failed", reason: refused.body["message"] });
  const read = await server.call("GetQueueAttributes", { ...(await queueOf(server)), AttributeNames: ["All"] });
  const Attributes = { ApproximateNumberOfMessages: String(acknowledged.length) };
  expect(read).toMatchObject({ status: 200, body: { Attributes } });
  expect(await store(server, "GET /kept/before")).toEqual({ status: 200, text: BODY });
  expect(await store(server, "PUT /kept/after", "small")).toMatchObject({ status: 503 });
}

/** Kills the server and looks what the next one finds. */
async function expectKept(server: KillableServer, data: string, acknowledged: readonly string[]): Promise<void> {
  await server.end("SIGKILL");
  const next = new KillableServer(PROGRAM, data);
  started.add(next);
  expect(await health(next)).toMatchObject({ status: 200 });
  const found: unknown[] = [];
  for (;;) {
    const { body } = await next.call("ReceiveMessage", { ...(await queueOf(next)), MaxNumberOfMessages: 10 });
    // The model says so.
    const messages = (body["Messages"] ?? []) as readonly { readonly Body: string }[];
    if (messages.length === 0) break;
    found.push(...messages.map(({ Body }) => Body));
  }
  expect(found).toEqual(acknowledged);
  expect(await store(next, "GET /kept/before")).toEqual({ status: 200, text: BODY });
  expect(await store(next, "GET /kept/after")).toMatchObject({ status: 404 });
  expect(await next.call("SendMessage", { ...(await queueOf(next)), MessageBody: "on" })).toMatchObject({
    status: 200,
  });
}

const started = new Set<KillableServer>();
afterEach(async () => {
  for (const server of started) await server.end("SIGKILL");
  started.clear();
});

const JOURNAL = ["journal.0", "journal.1"];
const SITES: readonly (Injection & { readonly title: string })[] = [
  { title: "a write to the journal", calls: "pwrite64,write", code: "EIO", files: JOURNAL },
  { title: "a write to the journal", calls: "pwrite64,write", code: "ENOSPC", files: JOURNAL },
  { title: "a write of rows", calls: "pwrite64,pwritev,writev,write", code: "EIO", files: ["rows.mdb"] },
  { title: "a write of rows", calls: "pwrite64,pwritev,writev,write", code: "ENOSPC", files: ["rows.mdb"] },
  // LMDB writes that page by itself, and the others together.
  { title: "a write of the page that makes a commit count", calls: "pwrite64", code: "EIO", files: ["rows.mdb"] },
  { title: "a sync of rows", calls: "fdatasync,fsync,msync", code: "EIO", files: ["rows.mdb"] },
];

function siteTrial({ title, ...injection }: (typeof SITES)[number]): Trial {
  return {
    title: `when ${title} fails with ${injection.code}`,
    async run(folder) {
      const acknowledged: string[] = [];
      const server = await start(folder, acknowledged);
      const files = injection.files.map((file) => join(folder, file));
      const heal = await injectFaults(server.pid, { ...injection, files });
      await sendUntilRefused(server, acknowledged);
      const reason = injection.code === "EIO" ? /EIO|Input\/output error/ : /ENOSPC|No space left on device/;
      await expectStopped(server, reason, acknowledged);
      await heal();
      // What failed once is not tried again and called good.
      await expectStopped(server, reason, acknowledged);
      await expectKept(server, folder, acknowledged);
    },
  };
}

const BODY_TRIAL: Trial = {
  title: "when a sync of a body fails with EIO: that body alone is refused, until one is stored",
  async run(folder) {
    const acknowledged: string[] = [];
    const server = await start(folder, acknowledged);
    const heal = await injectFaults(server.pid, { calls: "fsync", code: "EIO", files: [] });
    const refused = await store(server, "PUT /kept/after", BODY);
    expect(refused.status).toBe(503);
    expect(refused.text).toContain("<Code>ServiceUnavailable</Code>");
    expect(refused.text).toContain("a body could not be stored: EIO: i/o error, fsync");
    const told = await health(server);
    expect(told.status).toBe(503);
    expect(JSON.parse(told.text)).toMatchObject({ reason: "a body could not be stored: EIO: i/o error, fsync" });
    expect(await store(server, "GET /kept/after")).toMatchObject({ status: 404 });
    const sent = await server.call("SendMessage", { ...(await queueOf(server)), MessageBody: "third" });
    expect(sent.status).toBe(200);
    acknowledged.push("third");
    await heal();
    expect(await store(server, "PUT /kept/later", BODY)).toMatchObject({ status: 200 });
    expect(await health(server)).toMatchObject({ status: 200 });
    await expectKept(server, folder, acknowledged);
  },
};

async function runOnFullDisk(): Promise<void> {
  const disk = new SmallDisk(32);
  try {
    const data = join(disk.path, "data");
    const acknowledged: string[] = [];
    const server = await start(data, acknowledged);
    disk.fill();
    const refused = await store(server, "PUT /kept/after", BODY);
    expect(refused.status).toBe(503);
    expect(refused.text).toContain("a body could not be stored: ENOSPC: no space left on device");
    await sendUntilRefused(server, acknowledged);
    await expectStopped(server, /ENOSPC|No space left on device|0 bytes are free/, acknowledged);
    disk.free();
    await expectKept(server, data, acknowledged);
  } finally {
    // A disk that is in use is not unmounted.
    for (const each of started) await each.end("SIGKILL");
    disk.remove();
  }
}

/** Tests that this machine cannot run are not passed over: their place is taken by one that is named after the reason. */
function possible(trials: readonly Trial[], reason: string | undefined): readonly Trial[] {
  if (reason === undefined) return trials;
  const run = async (): Promise<void> => expect(reason).not.toBe("");
  return [{ title: `where it can be tried, which this machine is not: ${reason}`, run }];
}

const noStrace = await whyNoStrace();
const noMount = whyNoMount();

describe("a server acknowledges nothing that is not on disk", () => {
  it.each(possible([...SITES.map(siteTrial), BODY_TRIAL], noStrace))("$title", async ({ run }) => {
    const folder = mkdtempSync(join(tmpdir(), "sluice-failing-disk-"));
    await run(folder);
    for (const server of started) await server.end("SIGKILL");
    rmSync(folder, { recursive: true });
  });

  it.each(possible([{ title: "when the disk is full", run: runOnFullDisk }], noMount))("$title", ({ run }) => run(""));
});
