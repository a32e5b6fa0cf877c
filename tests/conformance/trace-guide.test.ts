/** The commands of docs/guides/trace.md, run as a reader runs them, and their output as the guide shows it. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "../..");
const PROGRAM = join(ROOT, "dist/cli/main.js");

interface Block {
  readonly commands: string;
  /** What the guide shows of their output, a line each. */
  readonly shown: readonly string[];
}

function blocksOf(guide: string): readonly Block[] {
  const found = guide.matchAll(/^```sh\n([\s\S]*?)^```\n(?:\n```text\n([\s\S]*?)^```\n)?/gm);
  return [...found].map(([, commands = "", shown = ""]) => ({ commands, shown: shown.split("\n").filter(Boolean) }));
}

const folder = mkdtempSync(join(tmpdir(), "sluice-guide-"));
const children: ChildProcess[] = [];
beforeAll(() => {
  writeFileSync(join(folder, "sluice"), `#!/bin/sh\nexec "${process.execPath}" "${PROGRAM}" "$@"\n`, { mode: 0o755 });
});
afterAll(async () => {
  for (const child of children) await ended(child, "SIGTERM");
  rmSync(folder, { recursive: true });
});

const environment: NodeJS.ProcessEnv = { ...process.env, PATH: `${folder}${delimiter}${process.env["PATH"]}` };

/** Starts what goes on until it is stopped, and resolves with what it says when it has begun. */
async function begin(command: string, begun: RegExp): Promise<{ child: ChildProcess; said: RegExpExecArray }> {
  const child = spawn(process.execPath, [PROGRAM, ...command.trim().split(" ").slice(1)], {
    cwd: folder,
    env: environment,
  });
  children.push(child);
  let text = "";
  const said = await new Promise<RegExpExecArray>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (piece: string) => {
        const match = begun.exec((text += piece));
        if (match !== null) resolve(match);
      });
    }
    child.on("exit", () => reject(new Error(`${command} ended: ${text}`)));
  });
  return { child, said };
}

async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, "exit");
  child.kill(signal);
  await exit;
}

/** Runs commands in one shell, as a reader does; resolves with what they print. Functions and variables stay. */
function shell(): (commands: string) => Promise<string> {
  const child = spawn("bash", ["-e"], { cwd: folder, env: environment });
  children.push(child);
  let [text, errors] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (piece: string) => {
    text += piece;
    child.emit("said");
  });
  child.stderr.setEncoding("utf8").on("data", (piece: string) => (errors += piece));
  child.on("exit", () => child.emit("said"));
  return async (commands) => {
    text = "";
    child.stdin.write(`${commands}\necho END-OF-BLOCK\n`);
    while (!text.includes("END-OF-BLOCK\n")) {
      if (child.exitCode !== null) throw new Error(`${commands} failed: ${errors}`);
      await once(child, "said");
    }
    return text.replace("END-OF-BLOCK\n", "");
  };
}

/** A line of the guide, in which `…` stands for anything; how far the output is indented does not matter. */
function pattern(line: string): RegExp {
  const parts = line.trim().split("…");
  return new RegExp(parts.map((part) => part.replaceAll(/[$()*+.?[\\\]^{|}]/g, "\\$&")).join(".*"));
}

it("every command of the guide does what the guide says", async () => {
  const blocks = blocksOf(readFileSync(join(ROOT, "docs/guides/trace.md"), "utf8"));
  expect(blocks.length).toBeGreaterThan(7);
  let run: ((commands: string) => Promise<string>) | undefined;
  let recording: ChildProcess | undefined;
  for (const { commands, shown } of blocks) {
    if (commands.startsWith("sluice up")) {
      const { said } = await begin(`${commands.trim()} --port 0`, /listens on (http:\S+)/);
      environment["AWS_ENDPOINT_URL"] = said[1];
      run = shell();
      continue;
    }
    if (commands.startsWith("sluice record")) {
      recording = (await begin(commands, /Recording the calls/)).child;
      continue;
    }
    if (commands.startsWith("sluice replay") && recording !== undefined) await ended(recording, "SIGINT");
    const printed = (await run?.(commands)) ?? "";
    for (const line of shown) expect(printed).toMatch(pattern(line));
  }
});

it.each([
  ["trace nobody", /^Nothing is known of "nobody"\./],
  ["trace nobody --endpoint localhost", /^--endpoint takes a URL/],
  ["trace nobody --otlp 4318", /^--otlp takes a URL/],
  ["trace", /missing required argument 'id'/],
  ["why-not nobody", /missing required argument 'target'/],
  ["why-not nobody nowhere", /^There is no queue, function, topic or subscription called "nowhere" here\./],
  ["event kinesis", /^There is no sample "kinesis"/],
  ["event s3 --set Records[9].x=1", /leaves a gap/],
  ["record nowhere/calls.jsonl", /^nowhere\/calls\.jsonl cannot be written/],
  ["replay none.jsonl", /^none\.jsonl cannot be read/],
  ["replay calls.jsonl --speed never", /^--speed takes a factor/],
  ["up --memory --port 0 --otlp nowhere", /^--otlp takes a URL/],
  ["up --memory --port 0 --lineage some", /Allowed choices are on, off/],
  ["up --memory --port 0 --lineage off --otlp http://127.0.0.1:4318", /^With lineage off there is nothing to send/],
])("sluice %s ends with status 1 and a sentence", async (line, sentence) => {
  const child = spawn(process.execPath, [PROGRAM, ...line.split(" ")], { cwd: folder, env: environment });
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (piece: string) => (errors += piece));
  const [status] = await once(child, "close");
  expect(errors).toMatch(sentence);
  expect(errors).not.toMatch(/^ {4}at /m);
  expect(status).toBe(1);
});
