import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { EnvironmentSpec } from "../../platform/ports/function-runtime.ts";
import { define } from "../extensions/extension.fixture.ts";
import {
  type Beacon,
  gone,
  lackOfIsolation,
  lightBeacon,
  openWorkbench,
  type Workbench,
} from "../function-workbench.fixture.ts";
import type { FunctionStorage } from "./function-storage.ts";

let bench: Workbench;
let beacon: Beacon;
let server: string;
beforeAll(async () => {
  bench = openWorkbench();
  beacon = await lightBeacon();
  server = `${bench.directory}/server.mjs`;
  await build({
    stdin: { contents: SERVER, resolveDir: here },
    bundle: true,
    platform: "node",
    format: "esm",
    outfile: server,
  });
});
afterAll(async () => {
  beacon.close();
  await bench.close();
});

const here = fileURLToPath(new URL(".", import.meta.url));
const bootstraps = fileURLToPath(new URL("../bootstraps", import.meta.url));

/** A server in a process of its own, that runs one function for ever. */
const SERVER = `
import { silentLog } from "../../kernel/log.ts";
import { systemRandom } from "../../kernel/random.ts";
import { realClock } from "../../kernel/real-clock.ts";
import { createProcessRuntime } from "../process-runtime.ts";
const [spec, port, functionStorage] = JSON.parse(process.argv[2]);
const bootstrapsDirectory = ${JSON.stringify(bootstraps)};
const places = { bootstrapsDirectory, functionStorage };
const runtime = createProcessRuntime({ clock: realClock, random: systemRandom(), log: silentLog, ...places });
const payload = Buffer.from(JSON.stringify({ port }));
const invocation = { requestId: "id", payload, timeoutMilliseconds: 900_000, invokedFunctionArn: spec.functionArn, traceHeader: "" };
await runtime.invoke(spec, invocation);
process.stdin.resume();
`;

function start(spec: EnvironmentSpec, storage: FunctionStorage = "shared"): ChildProcess {
  return spawn(process.execPath, [server, JSON.stringify([spec, beacon.port, storage])], {
    stdio: ["pipe", "ignore", "inherit"],
  });
}

const NODE_CONNECT =
  'const { connect } = require("node:net"); const at = (e, then) => connect(e.port, "127.0.0.1", then);';

describe("when the server is killed without warning", () => {
  it.each([
    [
      "a busy Node.js function",
      "nodejs20.x",
      "index.js",
      `${NODE_CONNECT} exports.handler = (e) => new Promise(() => at(e, () => setImmediate(() => { for (;;); })))`,
    ],
    ["an idle Node.js function", "nodejs20.x", "index.js", `${NODE_CONNECT} exports.handler = async (e) => { at(e); }`],
    [
      "a busy Python function",
      "python3.12",
      "index.py",
      'import socket\ndef handler(e, c):\n  held = socket.create_connection(("127.0.0.1", e["port"]))\n  while True: pass',
    ],
    [
      "an idle Python function",
      "python3.12",
      "index.py",
      'import socket\nheld = None\ndef handler(e, c):\n  global held\n  held = socket.create_connection(("127.0.0.1", e["port"]))',
    ],
    [
      "what a function has started",
      "nodejs20.x",
      "index.js",
      `exports.handler = (e) => { const code = "require('net').connect(" + e.port + ",'127.0.0.1')";
         require("child_process").spawn(process.execPath, ["-e", code]); return new Promise((r) => setTimeout(r, 1e6)) }`,
    ],
  ])("%s dies with it", async (_, runtime, file, code) => {
    const process = start(bench.define({ [file]: code }, { runtime }));
    const held = await beacon.lit();
    expect(held.closed).toBe(false);
    process.kill("SIGKILL");
    await gone(held);
  });

  const lack = lackOfIsolation();
  const title = "a busy function with a /tmp of its own dies with it, and so does its extension";
  it.skipIf(lack !== undefined)(lack === undefined ? title : `${title}: not run, since ${lack}`, async () => {
    const connect = (port: string): string => `require("node:net").connect(${port}, "127.0.0.1")`;
    const code = `exports.handler = (e) => { ${connect("e.port")}.once("connect", () => setImmediate(() => { for (;;); }));
      return new Promise(() => {}); }`;
    // The second one to connect is the function: it begins when the extension has registered.
    const extension = `${connect(String(beacon.port))}.once("connect", () => register(["INVOKE", "SHUTDOWN"]).then(next));`;
    const process = start(define(bench, extension, { "index.js": code }).spec, "isolated");
    const held = [await beacon.lit(), await beacon.lit()];
    expect(held.map(({ closed }) => closed)).toEqual([false, false]);
    process.kill("SIGKILL");
    await Promise.all(held.map(gone));
  });
});

it("a server that stops stays until its guard has ended", async () => {
  const program = `${bench.directory}/stop.mjs`;
  const contents = `
    import { silentLog } from "../../kernel/log.ts";
    import { OrphanGuard } from "./orphan-guard.ts";
    // Which of the two is sooner, the end of the guard or of a process that nothing holds, is chance: many take it.
    for (let time = 0; time < 50; time++) {
      const guard = new OrphanGuard(silentLog);
      guard.watch(999_999_999);
      guard.forget(999_999_999);
      await guard.close();
    }`;
  const stdin = { contents, resolveDir: here };
  await build({ stdin, bundle: true, platform: "node", format: "esm", outfile: program });
  const stopping = spawn(process.execPath, [program], { stdio: "inherit" });
  // With 13 Node.js says that the program ended while it waited.
  expect(await new Promise((ended) => stopping.once("exit", ended))).toBe(0);
});
