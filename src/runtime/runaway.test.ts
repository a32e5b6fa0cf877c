/** Functions that do their worst: each ends with AWS's error, and neither the server nor another function suffers. */
import { chmodSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { EnvironmentSpec } from "../platform/ports/function-runtime.ts";
import { document, type Files, openWorkbench, type Workbench } from "./function-workbench.fixture.ts";
import { MAXIMUM_RESPONSE_BYTES } from "./limits.ts";

/** What the server's own memory may grow by while a function does its worst. */
const GROWTH_BYTES = 50 * 1_048_576;
/** Of the functions that never end by themselves, and of all others, which a busy machine may make slow. */
const SHORT_TIMEOUT_MILLISECONDS = 1000;
const TIMEOUT_MILLISECONDS = 60_000;

/** Takes an event, and then starts processes that wait for a line which nobody writes. */
const BOMB = `#!/bin/sh
mkfifo never
curl -s -o event "http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation/next"
while :; do (read -r line < never) & done
`;

let bench: Workbench;
let neighbour: EnvironmentSpec;
beforeAll(async () => {
  bench = openWorkbench();
  neighbour = bench.define(node("let count = 0; exports.handler = async () => ++count"));
  await bench.run(neighbour);
  // Whatever is loaded and allocated once is so before anything is measured.
  await bench.run(bench.define(node("exports.handler = async () => 'x'.repeat(5e6)")));
});
afterAll(() => bench.close());

function node(code: string): Files {
  return { "index.js": code };
}

const exit = (reason: string) => ({ errorType: "Runtime.ExitError", errorMessage: `RequestId: id Error: ${reason}` });
const timedOut = {
  errorType: "Sandbox.Timedout",
  errorMessage: "RequestId: id Error: Task timed out after 1.00 seconds",
};

describe("a function that", () => {
  it.each<[string, Files, Partial<EnvironmentSpec>, object | string]>([
    ["loops for ever", node("exports.handler = async () => { for (;;) {} }"), {}, timedOut],
    [
      "ignores SIGTERM",
      node("process.on('SIGTERM', () => {}); exports.handler = () => new Promise((r) => setInterval(r, 1e6))"),
      {},
      timedOut,
    ],
    [
      "starts processes without end",
      { bootstrap: BOMB },
      { runtime: "provided.al2023" },
      exit("Runtime exited with error: signal: killed"),
    ],
    [
      "takes all memory",
      node("const held = []; exports.handler = async () => { for (;;) held.push(Buffer.alloc(1e7, 1)) }"),
      { memoryMegabytes: 256 },
      {
        errorType: "Runtime.OutOfMemory",
        errorMessage: "RequestId: id Error: Runtime exited with error: signal: killed",
      },
    ],
    [
      "writes a hundred megabytes",
      node(
        "exports.handler = async () => { for (let i = 0; i < 2000; i++) console.log('x'.repeat(50_000)); return 'done' }",
      ),
      {},
      "done",
    ],
    [
      "writes without a newline",
      node("exports.handler = async () => { process.stdout.write('x'); return 'done' }"),
      {},
      "done",
    ],
    [
      "answers one byte too much",
      node(`exports.handler = async () => "x".repeat(${MAXIMUM_RESPONSE_BYTES - 1})`),
      {},
      {
        errorType: "Function.ResponseSizeTooLarge",
        errorMessage: "Response payload size exceeded maximum allowed payload size (6291556 bytes).",
      },
    ],
    ["exits while it loads", node("process.exit(9)"), {}, exit("Runtime exited with error: exit status 9")],
    [
      "exits without a reason",
      node("exports.handler = async () => process.exit(0)"),
      {},
      exit("Runtime exited without providing a reason"),
    ],
    [
      "leaves a promise rejected",
      node(
        "exports.handler = () => { Promise.reject(new Error('lost')); return new Promise((r) => setInterval(r, 1e6)) }",
      ),
      {},
      { errorType: "Runtime.UnhandledPromiseRejection", errorMessage: "Error: lost" },
    ],
  ])("%s", { timeout: 150_000 }, async (_, files, spec, expected) => {
    const before = process.memoryUsage().rss;
    const count = Number(document(await bench.run(neighbour)));
    const defined = bench.define(files, spec);
    if (files.bootstrap !== undefined) chmodSync(join(defined.codeDirectory, "bootstrap"), 0o755);
    const timeoutMilliseconds = expected === timedOut ? SHORT_TIMEOUT_MILLISECONDS : TIMEOUT_MILLISECONDS;
    const running = bench.run(defined, {}, { requestId: "id", timeoutMilliseconds });
    // The neighbour's environment is the same one, and answers beside it.
    expect(document(await bench.run(neighbour))).toBe(count + 1);
    const told = document(await running);
    expect(told).toEqual(typeof expected === "string" ? expected : expect.objectContaining(expected));
    expect(document(await bench.run(neighbour))).toBe(count + 2);
    expect(process.memoryUsage().rss - before).toBeLessThan(GROWTH_BYTES);
  });
});
