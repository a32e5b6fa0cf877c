/** What a handler leaves running stands still until the next invocation, as on Lambda. */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { afterEach, expect, it } from "vitest";
import { VirtualClock } from "../../kernel/virtual-clock.ts";
import {
  type Beacon,
  document,
  gone,
  lackOfIsolation,
  lightBeacon,
  openWorkbench,
  type Workbench,
} from "../function-workbench.fixture.ts";
import { FREEZE_AFTER_MILLISECONDS } from "../limits.ts";

const START = Date.UTC(2030, 0, 1);
const HAS_PROC = existsSync("/proc/self/stat");

let bench: Workbench;
let beacon: Beacon | undefined;
afterEach(async () => {
  beacon?.close();
  await bench.close();
});

/** Answers its process, after it has started another one and a ticker, the first time. */
const TICKING = `
const { spawn } = require("node:child_process");
let ticks = 0, child;
exports.handler = async () => {
  child ??= spawn("sleep", ["1000"]);
  setInterval(() => ticks++, 1).unref();
  return [process.pid, child.pid, ticks];
};`;

/** The state letter of proc_pid_stat(5). */
function stateOf(pid: number): string | undefined {
  const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[0];
}

/** Returns when the process is halted, which the system does in its own time after the signal. */
function awaitHalt(pid: number): void {
  const { status } = spawnSync("/bin/sh", ["-c", `until grep -q "^State:.T" /proc/${pid}/status; do :; done`], {
    timeout: 30_000,
  });
  expect(status).toBe(0);
}

/** With a /tmp of its own a process is started by others, in whose place it is then. */
const STORAGES = lackOfIsolation() === undefined ? (["shared", "isolated"] as const) : (["shared"] as const);

it.skipIf(!HAS_PROC).each(STORAGES)(
  "with %s storage the process and what it has started are halted, and go on with the next event",
  async (functionStorage) => {
    const clock = new VirtualClock(START);
    bench = openWorkbench({ clock, functionStorage });
    const spec = bench.define({ "index.js": TICKING });
    const first = document(await bench.run(spec)) as number[];
    const [pid = 0, child = 0] = first;
    await clock.advance(FREEZE_AFTER_MILLISECONDS - 1);
    expect([stateOf(pid), stateOf(child)]).not.toContain("T");
    await clock.advance(1);
    awaitHalt(pid);
    awaitHalt(child);
    const second = document(await bench.run(spec)) as number[];
    expect(second.slice(0, 2)).toEqual([pid, child]);
    expect(stateOf(child)).not.toBe("T");
    // The one event after the other, before it would have been halted: the timer of the first is none of the second's.
    await clock.advance(FREEZE_AFTER_MILLISECONDS - 1);
    await bench.run(spec);
    await clock.advance(FREEZE_AFTER_MILLISECONDS - 1);
    expect(stateOf(pid)).not.toBe("T");
  },
);

it.skipIf(!HAS_PROC)("a halted process is killed as any other", async () => {
  const clock = new VirtualClock(START);
  bench = openWorkbench({ clock });
  beacon = await lightBeacon();
  const code = `exports.handler = async (e) => { require("node:net").connect(e.port, "127.0.0.1"); return process.pid; }`;
  const spec = bench.define({ "index.js": code });
  const pid = document(await bench.run(spec, { port: beacon.port })) as number;
  const socket = await beacon.lit();
  await clock.advance(FREEZE_AFTER_MILLISECONDS);
  awaitHalt(pid);
  bench.runtime.retire(spec.key);
  await gone(socket);
});

it("one with an extension goes on", async () => {
  const clock = new VirtualClock(START);
  bench = openWorkbench({ clock });
  beacon = await lightBeacon();
  const code = `
    const api = "http://" + process.env.AWS_LAMBDA_RUNTIME_API + "/2020-01-01/extension/";
    const headers = { "lambda-extension-name": "inner" };
    const registered = await fetch(api + "register", { method: "POST", headers, body: '{"events":[]}' });
    const id = registered.headers.get("lambda-extension-identifier");
    void fetch(api + "event/next", { headers: { "lambda-extension-identifier": id } });
    import { connect } from "node:net";
    export const handler = async (e) => { const socket = connect(e.port, "127.0.0.1"); socket.on("data", () => socket.end()); };`;
  await bench.run(bench.define({ "index.mjs": code }), { port: beacon.port });
  const socket = await beacon.lit();
  await clock.advance(10 * FREEZE_AFTER_MILLISECONDS);
  socket.write("are you there?");
  await gone(socket);
});
