/** docs/guides/lambda.md, carried out: its files are written and its commands run in the order in which it gives them. */
import { execFile, spawn, spawnSync, type ChildProcess } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { attachDebugger, type Debugger } from "../../src/runtime/languages/debugger.fixture.ts";

const ROOT = join(import.meta.dirname, "../..");
const PROGRAM = join(ROOT, "dist/cli/main.js");
const CLI = process.env["SLUICE_AWS_CLI"] ?? "aws";
const MISSING = spawnSync(CLI, ["--version"]).status === 0 ? undefined : "AWS CLI (SLUICE_AWS_CLI names one)";

/** A fenced block: its language, the file that it is, and its text. */
interface Block {
  readonly language: string;
  readonly file: string | undefined;
  readonly text: string;
}

const guide = readFileSync(join(ROOT, "docs/guides/lambda.md"), "utf8");
const blocks: readonly Block[] = [...guide.matchAll(/^```(\w+)(?: (\S+))?\n(.*?)^```$/gms)].map(
  ([, language = "", file, text = ""]) => ({ language, file, text }),
);

let folder: string;
const running: Running[] = [];
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "sluice-guide-")));
});
afterAll(async () => {
  for (const each of running.toReversed()) await each.stop();
  rmSync(folder, { recursive: true, force: true });
});

it("marks every block that is not a file or a command as output", () => {
  for (const { language, file, text } of blocks) {
    if (language === "sh" || file !== undefined) continue;
    expect(language).toBe("text");
    const before = guide.slice(0, guide.indexOf(`\`\`\`text\n${text}`));
    expect(before.trimEnd().split("\n").at(-1)).toMatch(/Output[^.]*:$/);
  }
});

it.runIf(MISSING === undefined)(
  MISSING === undefined ? "does what it says" : `is not carried out: there is no ${MISSING}`,
  async () => {
    const steps = blocks.filter(({ language }) => language !== "text")[Symbol.iterator]();
    const take = (what: string): Block => {
      const { value, done } = steps.next();
      if (done === true) throw new Error("The guide has fewer blocks than this test carries out.");
      expect(value.file ?? value.text).toContain(what);
      if (value.file !== undefined) write(value.file, value.text);
      return value;
    };
    // Ports that are free take the place of those that the guide names.
    const up = sluice(take("sluice up").text, ["--port", "0"], (text) => text.replace("--inspect", "--inspect=0"));
    const endpoint = (await up.line(/^Sluice listens on (\S+)$/))[1] ?? "";
    take("words/template.yaml");
    take("words/src/app.ts");
    const watch = sluice(take("--watch").text, ["--endpoint", endpoint]);
    await watch.line(/^words is deployed and watched\./);

    const variables = take("export").text.replaceAll("http://127.0.0.1:4566", endpoint);
    const [exports = ""] = variables.split("\n");
    const shell = async (text: string): Promise<string> => {
      const printed = await run(`${exports}\n${text}`);
      await fetch(`${endpoint}/_sluice/settle`, { method: "POST" });
      return printed;
    };
    const send = variables.slice(exports.length);
    await shell(send);
    const log = take("filter-log-events").text;
    expect(await shell(log)).toMatch(/\tINFO\theard hello\n/);
    await up.line(/^A debugger can attach to worker at /);

    take("words/src/app.ts");
    await watch.line(/^Worker: new code, \d+ bytes \(\d+ ms\)$/);
    await shell(send);
    expect(await shell(log.replace("heard", "understood"))).toMatch(/\tINFO\tunderstood hello\n/);

    const address = (await up.line(/^A debugger can attach to worker at (\S+)$/))[1] ?? "";
    const launch = take(".vscode/launch.json").text;
    expect(JSON.parse(launch)).toMatchObject({ configurations: [{ request: "attach", port: 9229 }] });
    const attached = await attachDebugger(address);
    await breakAt(attached, "console.log");
    const sent = run(`${exports}\n${take("stop").text}`);
    const { callFrames } = await attached.next<Paused>("Debugger.paused");
    const frame = { callFrameId: callFrames[0]?.callFrameId, expression: "body" };
    expect(await attached.send("Debugger.evaluateOnCallFrame", frame)).toMatchObject({ result: { value: "stop" } });
    await attached.send("Debugger.resume");
    await sent;
    attached.detach();
    expect(steps.next().done).toBe(true);
  },
);

interface Paused {
  readonly callFrames: readonly { readonly callFrameId: string }[];
}

interface Parsed {
  readonly url: string;
  readonly sourceMapURL: string;
}

/** Stops at the line with this text, after making sure that its source map leads to the file that the reader edits. */
async function breakAt(attached: Debugger, text: string): Promise<void> {
  await attached.send("Debugger.enable");
  const { url, sourceMapURL } = await attached.next<Parsed>("Debugger.scriptParsed", (each) =>
    each.url.endsWith("/app.js"),
  );
  // As the source map of esbuild has it.
  const map = JSON.parse(readFileSync(fileURLToPath(new URL(sourceMapURL, url)), "utf8")) as {
    readonly sourceRoot: string;
    readonly sources: readonly string[];
  };
  const sources = map.sources.map((source) => join(map.sourceRoot, source));
  expect(sources).toEqual([join(folder, "words/src/app.ts")]);
  const lines = readFileSync(fileURLToPath(url), "utf8").split("\n");
  const lineNumber = lines.findIndex((line) => line.includes(text));
  await attached.send("Debugger.setBreakpointByUrl", { url, lineNumber });
}

function write(file: string, text: string): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), text);
}

/** Runs commands of a shell to their end. */
async function run(text: string): Promise<string> {
  const { stdout } = await promisify(execFile)("bash", ["-euc", text.replaceAll(/^aws /gm, `${CLI} `)], {
    cwd: folder,
    env: { PATH: process.env["PATH"], HOME: folder },
  });
  return stdout;
}

interface Running {
  /** The next line that fits, of standard output or standard error. */
  line(pattern: RegExp): Promise<RegExpExecArray>;
  stop(): Promise<void>;
}

/** Starts one of the commands that stay, as this checkout builds it. */
function sluice(text: string, more: readonly string[], adapt = (command: string): string => command): Running {
  const [npx, name, ...words] = adapt(text).trim().split(" ");
  expect([npx, name]).toEqual(["npx", "sluice"]);
  const child: ChildProcess = spawn(process.execPath, [PROGRAM, ...words, ...more], {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const lines: string[] = [];
  let onLine = (): void => {};
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  let hasEnded = false;
  void ended.then(() => {
    hasEnded = true;
    onLine();
  });
  for (const stream of [child.stdout, child.stderr]) {
    if (stream === null) continue;
    createInterface({ input: stream }).on("line", (line) => {
      lines.push(line);
      onLine();
    });
  }
  let seen = 0;
  const process_: Running = {
    async line(pattern) {
      for (;;) {
        for (; seen < lines.length; seen++) {
          const match = pattern.exec(lines[seen] ?? "");
          if (match === null) continue;
          seen++;
          return match;
        }
        if (hasEnded) throw new Error(`${text} has ended:\n${lines.join("\n")}`);
        await new Promise<void>((resolve) => (onLine = resolve));
      }
    },
    async stop() {
      child.kill("SIGINT");
      await ended;
    },
  };
  running.push(process_);
  return process_;
}
