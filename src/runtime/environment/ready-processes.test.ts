import { afterEach, describe, expect, it } from "vitest";
import { VirtualClock } from "../../kernel/virtual-clock.ts";
import type { EnvironmentSpec } from "../../platform/ports/function-runtime.ts";
import { document, type Files, messages, openWorkbench, type Workbench } from "../function-workbench.fixture.ts";
import { IDLE_EXPIRY_MILLISECONDS } from "../limits.ts";

const open: Workbench[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((bench) => bench.close()));
});

function openReady(options: Parameters<typeof openWorkbench>[0] = {}): Workbench {
  const bench = openWorkbench({ readyProcesses: 1, ...options });
  open.push(bench);
  return bench;
}

/** Whether the process was started ahead of need is in the command line that the system knows of it. */
const TELL = `const wasReady = require("fs").readFileSync("/proc/self/cmdline", "utf8").includes("nodejs-ready.cjs");`;
const node = (code: string): Files => ({ "index.js": `${TELL} exports.handler = async (event, context) => (${code})` });

const anticipate = (bench: Workbench, spec: EnvironmentSpec): Promise<void> | undefined =>
  bench.runtime.anticipate?.(spec);

describe("an interpreter that was started ahead of need", () => {
  it("becomes the environment that a cold start would have made", async () => {
    const code = `({ wasReady, env: process.env, cwd: process.cwd(), argv: process.argv, flags: process.execArgv,
      paths: module.constructor.globalPaths, main: require.main === undefined, name: context.functionName })`;
    const told = async (bench: Workbench, isReady: boolean): Promise<Record<string, unknown>> => {
      const spec = bench.define(node(code), { variables: { MINE: "1", TZ: "Asia/Tokyo" }, functionName: "same" });
      if (isReady) await anticipate(bench, spec);
      const { wasReady, env, ...rest } = document(await bench.run(spec)) as Record<string, unknown>;
      expect(wasReady).toBe(isReady);
      const { AWS_LAMBDA_RUNTIME_API: _, AWS_LAMBDA_LOG_STREAM_NAME: __, ...variables } = env as Record<string, string>;
      const text = JSON.stringify({ variables, ...(rest as object) }).replaceAll(bench.directory, "");
      return JSON.parse(text) as Record<string, unknown>;
    };
    const ready = await told(openReady(), true);
    expect(ready).toEqual(await told(openReady({ readyProcesses: 0 }), false));
  });

  it("is used once, and another takes its place after the answer", async () => {
    const bench = openReady();
    const [first, second] = [
      bench.define(node("[wasReady, process.pid]")),
      bench.define(node("[wasReady, process.pid]")),
    ];
    await anticipate(bench, first);
    const [, pid] = document(await bench.run(first)) as [boolean, number];
    expect(document(await bench.run(first))).toEqual([true, pid]);
    await anticipate(bench, second);
    const [wasReady, other] = document(await bench.run(second)) as [boolean, number];
    expect(wasReady).toBe(true);
    expect(other).not.toBe(pid);
  });

  it.each<[string, Files, Partial<EnvironmentSpec>]>([
    ["another memory size", node("wasReady"), { memoryMegabytes: 256 }],
    ["variables that are read at the start", node("wasReady"), { variables: { NODE_OPTIONS: "--no-warnings" } }],
    ["a wrapper script", node("wasReady"), { variables: { AWS_LAMBDA_EXEC_WRAPPER: "/usr/bin/env" } }],
    ["shared libraries beside its code", { ...node("wasReady"), "libx.so.1": "" }, {}],
    ["layers", node("wasReady"), { layerFolders: ["/nowhere"] }],
  ])("is not for a function with %s", async (_, files, spec) => {
    const bench = openReady();
    await anticipate(bench, bench.define(files));
    expect(document(await bench.run(bench.define(files, spec)))).toBe(false);
  });

  it("gives up its place to one of another kind", async () => {
    const bench = openReady();
    const [small, large] = [bench.define(node("wasReady")), bench.define(node("wasReady"), { memoryMegabytes: 1024 })];
    await anticipate(bench, small);
    await anticipate(bench, large);
    expect(document(await bench.run(large))).toBe(true);
  });

  it("ends when nobody needs it for long", async () => {
    const clock = new VirtualClock(Date.UTC(2026, 0, 15));
    const bench = openReady({ clock });
    const spec = bench.define(node("wasReady"));
    await anticipate(bench, spec);
    await clock.advance(IDLE_EXPIRY_MILLISECONDS);
    expect(document(await bench.run(spec))).toBe(false);
  });

  it("is held to the memory of the function that it became", async () => {
    const bench = openReady();
    const spec = bench.define(node("Buffer.alloc(3e8, 1).length"), { memoryMegabytes: 128 });
    await anticipate(bench, spec);
    expect(document(await bench.run(spec))).toMatchObject({ errorType: "Runtime.OutOfMemory" });
  });

  it("tells no function of another's variables", async () => {
    const bench = openReady();
    const code = `await new Promise((resolve) => require("http").get(
      "http://" + process.env.AWS_LAMBDA_RUNTIME_API + "/2018-06-01/runtime/sluice/ready", (answer) => resolve(answer.statusCode)))`;
    const spec = bench.define(node(code));
    await anticipate(bench, spec);
    expect(document(await bench.run(spec))).toBe(404);
    expect(document(await bench.run(bench.define(node(code))))).toBe(404);
  });

  it("writes into the log of its function alone", async () => {
    const bench = openReady();
    const spec = bench.define({
      "index.js": "console.log('loading'); exports.handler = async () => console.log('in')",
    });
    await anticipate(bench, spec);
    const lines = messages(await bench.run(spec)).map((line) => line.split("\t").at(-1)?.split(" ")[0]);
    expect(lines.filter((word) => word === "loading" || word === "in")).toEqual(["loading", "in"]);
  });
});
