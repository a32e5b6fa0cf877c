/** A debugger attaches to a function, stops it, looks into it, and lets it go on, for however long that takes. */
import { afterEach, describe, expect, it } from "vitest";
import { VirtualClock } from "../../kernel/virtual-clock.ts";
import { attachDebugger } from "./debugger.fixture.ts";
import { document, messages, openWorkbench, type Workbench } from "../function-workbench.fixture.ts";
import { Inspection } from "./inspection.ts";
import { IDLE_EXPIRY_MILLISECONDS } from "../limits.ts";

interface Paused {
  readonly callFrames: readonly { readonly callFrameId: string }[];
}

const CODE = `exports.handler = async (event) => {
  const answer = event.number + 1;
  return answer;
};`;

describe("a function under a debugger", () => {
  let bench: Workbench;
  afterEach(() => bench.close());

  it("stops at a breakpoint, times out never, and says nothing of it in its log", async () => {
    const clock = new VirtualClock(0);
    const told: string[] = [];
    bench = openWorkbench({ clock, inspect: { port: 0, tell: (line) => told.push(line) } });
    const spec = bench.define({ "index.js": CODE });
    const first = await bench.run(spec, { number: 1 });
    expect(document(first)).toBe(2);
    expect(told).toEqual([expect.stringMatching(/^A debugger can attach to work-1 at ws:\/\/127\.0\.0\.1:\d+\/\S+$/)]);
    const attached = await attachDebugger(told[0]?.split(" at ")[1] ?? "");
    await attached.send("Debugger.enable");
    await attached.send("Debugger.setBreakpointByUrl", { urlRegex: "index\\.js$", lineNumber: 2 });

    // An inspected environment outlives what would have been its expiry.
    await clock.advance(IDLE_EXPIRY_MILLISECONDS);
    const running = bench.run(spec, { number: 41 }, { timeoutMilliseconds: 1000 });
    const { callFrames } = await attached.next<Paused>("Debugger.paused");
    await clock.advance(60_000);
    const frame = { callFrameId: callFrames[0]?.callFrameId };
    expect(await attached.send("Debugger.evaluateOnCallFrame", { ...frame, expression: "answer++" })).toMatchObject({
      result: { value: 42 },
    });
    await attached.send("Debugger.resume");
    const second = await running;
    expect({ kind: second.kind, answer: document(second) }).toEqual({ kind: "returned", answer: 43 });
    expect([...messages(first), ...messages(second)].filter((line) => /debugger|inspector/i.test(line))).toEqual([]);
    attached.detach();
  });

  it("says that Python has none, and keeps its timeout", async () => {
    const told: string[] = [];
    bench = openWorkbench({ inspect: { port: 0, tell: (line) => told.push(line) } });
    const code = "import time\ndef handler(event, context):\n    time.sleep(60)\n";
    const spec = bench.define({ "index.py": code }, { runtime: "python3.11" });
    expect((await bench.run(spec, {}, { timeoutMilliseconds: 1 })).kind).toBe("timedOut");
    expect(told).toEqual(["Functions of python3.11 run without a debugger: it is for Node.js only."]);
  });

  it("says once of each runtime that it has none", () => {
    const told: string[] = [];
    const inspection = new Inspection({ port: 0, tell: (line) => told.push(line) });
    for (const runtime of ["ruby3.4", "java21", "ruby3.4"]) {
      // Of a spec only its names matter here, and of an interpreter that it is not Node.js.
      inspection.open({ functionArn: "arn", functionName: "name", runtime } as never, {
        language: "provided",
        executable: "bootstrap",
        version: "",
      });
    }
    expect(told).toEqual([
      "Functions of ruby3.4 run without a debugger: it is for Node.js only.",
      "Functions of java21 run without a debugger: it is for Node.js only.",
    ]);
  });
});

describe("the ports of inspectors", () => {
  const told: string[] = [];
  const open = (inspection: Inspection, functionName: string) => {
    const spec = { functionArn: `arn:${functionName}`, functionName };
    // Of a spec only the names matter here, and of an interpreter its language.
    return inspection.open(spec as never, { language: "nodejs", executable: "node", version: "20" });
  };
  const flag = (port: number) => `--inspect=127.0.0.1:${port}`;

  it("follow each other, and a function that is started anew gets its own again", () => {
    const inspection = new Inspection({ port: 9229, tell: (line) => told.push(line) });
    const a = open(inspection, "a");
    const b = open(inspection, "b");
    const second = open(inspection, "a");
    expect([a?.flag, b?.flag, second?.flag]).toEqual([flag(9229), flag(9230), flag(9231)]);
    a?.end();
    b?.end();
    // The first port is free, and kept for the function that debuggers look for there.
    expect(open(inspection, "c")?.flag).toBe(flag(9232));
    expect(open(inspection, "b")?.flag).toBe(flag(9230));
    expect(open(inspection, "a")?.flag).toBe(flag(9229));
  });

  it.each([
    ["Starting inspector on 127.0.0.1:9229 failed: address already in use", true],
    ["For help, see: https://nodejs.org/en/docs/inspector", true],
    ["Debugger attached.", true],
    ["Waiting for the debugger to disconnect...", true],
    ["Debugger attached to nothing", false],
  ])("%s: the inspector's own words: %s", (line, isOwn) => {
    told.length = 0;
    const inspection = new Inspection({ port: 9229, tell: (each) => told.push(each) });
    expect(open(inspection, "a")?.take(line)).toBe(isOwn);
    expect(told).toEqual(line.includes("failed") ? [`a runs without a debugger. ${line}`] : []);
  });
});
