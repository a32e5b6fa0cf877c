import { afterEach, describe, expect, it } from "vitest";
import { realClock } from "../kernel/real-clock.ts";
import { VirtualClock } from "../kernel/virtual-clock.ts";
import {
  document,
  type Files,
  gone,
  lightBeacon,
  messages,
  openWorkbench,
  type Beacon,
  type Workbench,
} from "./function-workbench.fixture.ts";
import { IDLE_EXPIRY_MILLISECONDS, INIT_TIMEOUT_MILLISECONDS, MAXIMUM_OUTPUT_BYTES } from "./limits.ts";

const START = Date.UTC(2030, 0, 1);
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

function open(options: Parameters<typeof openWorkbench>[0] = {}): Workbench {
  const bench = openWorkbench(options);
  closers.push(() => bench.close());
  return bench;
}

async function beaconAt(): Promise<Beacon> {
  const beacon = await lightBeacon();
  closers.push(() => beacon.close());
  return beacon;
}

const node = (code: string): Files => ({ "index.js": code });

/** Connects to the beacon and then stays busy for ever, without a turn of the event loop in which to notice anything. */
const busyNode = node(`const { connect } = require("node:net");
exports.handler = (event) => new Promise(() => {
  const socket = connect(event.port, "127.0.0.1", () => setImmediate(() => { for (;;); }));
  socket.ref();
});`);
const busyPython: Files = {
  "index.py": `import socket
def handler(event, context):
  held = socket.create_connection(("127.0.0.1", event["port"]))
  while True:
    pass`,
};
/** Stays until the beacon says something. */
const patientNode = node(`const { connect } = require("node:net");
exports.handler = (event) => new Promise((resolve) => {
  const socket = connect(event.port, "127.0.0.1");
  socket.once("data", () => { socket.destroy(); resolve(process.pid); });
});`);
const pid = node("exports.handler = async () => process.pid");

describe("a timeout", () => {
  it.each([
    ["Node.js", busyNode, "nodejs22.x"],
    ["Python", busyPython, "python3.12"],
  ])("on the cloud's clock kills a busy %s function", async (_, files, runtime) => {
    const clock = new VirtualClock(START);
    const bench = open({ clock });
    const beacon = await beaconAt();
    const running = bench.run(
      bench.define(files, { runtime }),
      { port: beacon.port },
      { requestId: "id", timeoutMilliseconds: 3000 },
    );
    const held = await beacon.lit();
    await clock.advance(2999);
    expect(held.closed).toBe(false);
    await clock.advance(1);
    await gone(held);
    const outcome = await running;
    expect(outcome).toMatchObject({ kind: "timedOut", durationMilliseconds: 3000 });
    expect(document(outcome)).toEqual({
      errorType: "Sandbox.Timedout",
      errorMessage: "RequestId: id Error: Task timed out after 3.00 seconds",
    });
    expect(messages(outcome).slice(-3)).toEqual([
      "2030-01-01T00:00:03.000Z id Task timed out after 3.00 seconds\n",
      "END RequestId: id",
      expect.stringMatching(/^REPORT RequestId: id\tDuration: 3000\.00 ms\t.*\tStatus: timeout$/),
    ]);
  });

  it("in real time ends a function that hangs while the cloud's clock stands still", async () => {
    const bench = open({ clock: new VirtualClock(START), processClock: realClock });
    const code = "exports.handler = () => { for (;;); }";
    expect((await bench.run(bench.define(node(code)), {}, { timeoutMilliseconds: 50 })).kind).toBe("timedOut");
  });

  it("kills what the function started, too", async () => {
    const clock = new VirtualClock(START);
    const bench = open({ clock });
    const beacon = await beaconAt();
    const code = `const { spawn } = require("node:child_process");
      const child = "require('node:net').connect(" ;
      exports.handler = (event) => new Promise(() => {
        spawn(process.execPath, ["-e", child + event.port + ",'127.0.0.1')"], { stdio: "inherit" }); setInterval(() => {}, 99) })`;
    const running = bench.run(bench.define(node(code)), { port: beacon.port }, { timeoutMilliseconds: 3000 });
    const grandchild = await beacon.lit();
    await clock.advance(3000);
    await gone(grandchild);
    expect((await running).kind).toBe("timedOut");
  });

  it("of the init phase leads to a second attempt, under the function's own timeout", async () => {
    const clock = new VirtualClock(START);
    const bench = open({ clock });
    const beacon = await beaconAt();
    const code = `import { connect } from "node:net";
      connect(${beacon.port}, "127.0.0.1", () => setImmediate(() => { for (;;); }));
      await new Promise(() => {});`;
    const spec = bench.define({ "index.mjs": code });
    const running = bench.run(spec, {}, { requestId: "id", timeoutMilliseconds: 5000 });
    await beacon.lit();
    await clock.advance(INIT_TIMEOUT_MILLISECONDS);
    await beacon.lit();
    await clock.advance(5000);
    const outcome = await running;
    expect(outcome.kind).toBe("timedOut");
    expect(messages(outcome).filter((line) => /^(INIT_REPORT|REPORT)/.test(line))).toEqual([
      "INIT_REPORT Init Duration: 10000.00 ms\tPhase: init\tStatus: timeout",
      "INIT_REPORT Init Duration: 5000.00 ms\tPhase: invoke\tStatus: timeout",
      expect.stringMatching(/^REPORT RequestId: id\tDuration: 5000\.00 ms\t.*\tStatus: timeout$/),
    ]);
  });

  it("is told to the function on the cloud's clock", async () => {
    const bench = open({ clock: new VirtualClock(START) });
    const code = "exports.handler = async (e, c) => { console.log('now'); return c.getRemainingTimeInMillis() }";
    const outcome = await bench.run(bench.define(node(code)), {}, { timeoutMilliseconds: 60_000 });
    expect(document(outcome)).toBeGreaterThan(30_000);
    expect(document(outcome)).toBeLessThanOrEqual(60_000);
    expect(messages(outcome).find((line) => line.endsWith("now"))).toMatch(/^2030-01-01T00:0/);
  });
});

describe("the environments of a function", () => {
  it("are reused while they are idle, and started when none is", async () => {
    const bench = open();
    const beacon = await beaconAt();
    const spec = bench.define(patientNode);
    const first = bench.run(spec, { port: beacon.port });
    const firstSocket = await beacon.lit();
    const second = bench.run(spec, { port: beacon.port });
    const secondSocket = await beacon.lit();
    firstSocket.write("go");
    secondSocket.write("go");
    const outcomes = [await first, await second];
    expect(outcomes.map((outcome) => outcome.initDurationMilliseconds !== undefined)).toEqual([true, true]);
    const pids = outcomes.map(document);
    expect(new Set(pids).size).toBe(2);
    const third = bench.run(spec, { port: beacon.port });
    (await beacon.lit()).write("go");
    expect(pids).toContain(document(await third));
    expect((await third).initDurationMilliseconds).toBeUndefined();
  });

  it("end when they were idle for long", async () => {
    const clock = new VirtualClock(START);
    const bench = open({ clock });
    const spec = bench.define(pid);
    const first = document(await bench.run(spec));
    await clock.advance(IDLE_EXPIRY_MILLISECONDS - 1);
    expect(document(await bench.run(spec))).toBe(first);
    await clock.advance(IDLE_EXPIRY_MILLISECONDS);
    expect(document(await bench.run(spec))).not.toBe(first);
  });

  it("end when they are retired: the idle ones at once, the busy ones when they are done", async () => {
    const bench = open();
    const beacon = await beaconAt();
    const idle = bench.define(pid, { key: "a:1" });
    const other = bench.define(pid, { key: "b:1" });
    const busy = bench.define(patientNode, { key: "a:2" });
    const before = [document(await bench.run(idle)), document(await bench.run(other))];
    const running = bench.run(busy, { port: beacon.port });
    const socket = await beacon.lit();
    bench.runtime.retire("a:");
    socket.write("go");
    const done = document(await running);
    const again = bench.run(busy, { port: beacon.port });
    (await beacon.lit()).write("go");
    expect(document(await again)).not.toBe(done);
    expect(document(await bench.run(idle))).not.toBe(before[0]);
    expect(document(await bench.run(other))).toBe(before[1]);
  });

  it("are no more than the machine can bear: the others wait, and an idle one gives up its place", async () => {
    const bench = open({ maximumEnvironments: 2 });
    const specs = [bench.define(pid), bench.define(pid), bench.define(pid)];
    const outcomes = await Promise.all([...specs, ...specs, ...specs].map((spec) => bench.run(spec)));
    expect(outcomes.map((outcome) => outcome.kind)).toEqual(Array.from({ length: 9 }, () => "returned"));
  });

  it("are not given an event after their process has ended while it was idle", async () => {
    const bench = open();
    const beacon = await beaconAt();
    const code = `exports.handler = async (event) => {
      require("node:net").connect(event.port, "127.0.0.1"); return process.pid }`;
    const spec = bench.define(node(code));
    const first = document(await bench.run(spec, { port: beacon.port }));
    const socket = await beacon.lit();
    process.kill(Number(first), "SIGKILL");
    await gone(socket);
    // Whether the end was noticed before the next event was on its way is a race; the one after that cannot meet it.
    await bench.run(spec, { port: beacon.port });
    const third = await bench.run(spec, { port: beacon.port });
    expect(third.kind).toBe("returned");
    expect(document(third)).not.toBe(first);
  });

  it("all end when the runtime closes, which takes no invocation afterwards", async () => {
    const bench = open();
    const beacon = await beaconAt();
    const running = bench.run(bench.define(busyNode), { port: beacon.port });
    const held = await beacon.lit();
    const idle = document(await bench.run(bench.define(pid)));
    await bench.runtime.close();
    await gone(held);
    expect(await running).toMatchObject({ kind: "exited" });
    // The operating system knows no such process any more.
    expect(() => process.kill(Number(idle), 0)).toThrow(/ESRCH/);
    await expect(bench.run(bench.define(pid))).rejects.toThrow("The function runtime is closing.");
  });
});

describe("an init phase that fails once", () => {
  it("is tried again inside the invocation, which then succeeds", async () => {
    const bench = open();
    const code = `const fs = require("node:fs");
      if (!fs.existsSync("tried")) { fs.writeFileSync("tried", ""); process.exit(3); }
      exports.handler = async () => "second";`;
    const outcome = await bench.run(bench.define(node(code)), {}, { requestId: "id" });
    expect(outcome.kind).toBe("returned");
    expect(document(outcome)).toBe("second");
    expect(outcome.initDurationMilliseconds).toBeUndefined();
    expect(messages(outcome)[1]).toMatch(
      /^INIT_REPORT Init Duration: [\d.]+ ms\tPhase: init\tStatus: error\tError Type: Runtime\.ExitError$/,
    );
    expect(messages(outcome).at(-1)).toMatch(/\tMax Memory Used: \d+ MB\t$/);
  });
});

describe("an invocation that waits for a place", () => {
  it("is refused when the runtime closes", async () => {
    const bench = open({ maximumEnvironments: 1 });
    const beacon = await beaconAt();
    const running = bench.run(bench.define(busyNode), { port: beacon.port });
    await beacon.lit();
    const refused = bench.run(bench.define(pid)).then(String, String);
    await bench.runtime.close();
    expect(await refused).toBe("RuntimeUnavailable: The function runtime is closing.");
    expect((await running).kind).toBe("exited");
  });

  it("gets it when a busy environment ends", async () => {
    const clock = new VirtualClock(START);
    const bench = open({ clock, maximumEnvironments: 1 });
    const beacon = await beaconAt();
    const running = bench.run(bench.define(busyNode), { port: beacon.port }, { timeoutMilliseconds: 1000 });
    await beacon.lit();
    const waiting = bench.run(bench.define(pid));
    await clock.advance(1000);
    expect([(await running).kind, (await waiting).kind]).toEqual(["timedOut", "returned"]);
  });
});

describe("output", () => {
  const kept = (lines: readonly string[]): number => lines.reduce((sum, line) => sum + Buffer.byteLength(line), 0);

  it.each<[string, Files, string]>([
    [
      "many lines",
      node("exports.handler = async () => { for (let i = 0; i < 1e5; i++) console.log('x'.repeat(100)) }"),
      "nodejs20.x",
    ],
    [
      "one line without end",
      node("exports.handler = async () => { process.stdout.write('x'.repeat(1e7)) }"),
      "nodejs20.x",
    ],
    ["empty lines", node("exports.handler = async () => { process.stdout.write('\\n'.repeat(1e7)) }"), "nodejs20.x"],
    [
      "a hundred megabytes to stderr",
      node(
        "exports.handler = async () => { for (let i = 0; i < 100; i++) require('fs').writeSync(2, 'x'.repeat(999999) + '\\n') }",
      ),
      "nodejs20.x",
    ],
    ["Python's prints", { "index.py": "def handler(e, c):\n  print('x' * 10000000)" }, "python3.12"],
  ])("is bounded: %s", async (_, files, runtime) => {
    const bench = open();
    const spec = bench.define(files, { runtime });
    const outcome = await bench.run(spec);
    expect(outcome.kind).toBe("returned");
    const lines = messages(outcome);
    expect(kept(lines)).toBeLessThan(MAXIMUM_OUTPUT_BYTES + 2000);
    expect(lines.filter((line) => line.startsWith("LOGS_DROPPED"))).toEqual([
      expect.stringMatching(
        /^LOGS_DROPPED \d+ lines of \d+ bytes in all were dropped: an invocation keeps at most 4194304 bytes of output$/,
      ),
    ]);
    expect(lines.slice(-2).map((line) => line.split(" ")[0])).toEqual(["END", "REPORT"]);
  });
});

describe("memory", () => {
  it.each<[string, Files, string]>([
    [
      "Node.js",
      node(
        "const held = []; exports.handler = async () => { for (let i = 0; i < 30; i++) held.push(Buffer.alloc(1e7, 1)) }",
      ),
      "nodejs20.x",
    ],
    ["Python", { "index.py": "def handler(e, c):\n  x = b'x' * 300000000" }, "python3.12"],
  ])("beyond the function's own ends it: %s", async (_, files, runtime) => {
    const bench = open();
    const outcome = await bench.run(bench.define(files, { runtime, memoryMegabytes: 128 }), {}, { requestId: "id" });
    expect(outcome).toMatchObject({ kind: "exited", maxMemoryUsedMegabytes: 128 });
    expect(document(outcome)).toEqual({
      errorType: "Runtime.OutOfMemory",
      errorMessage: "RequestId: id Error: Runtime exited with error: signal: killed",
    });
    expect(messages(outcome).at(-1)).toMatch(/\tStatus: error\tError Type: Runtime\.OutOfMemory$/);
  });
});
