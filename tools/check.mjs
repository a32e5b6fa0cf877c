/** `npm run check`: everything that can be said about the code without running it. Every step runs, whatever fails. */
import { spawn } from "node:child_process";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { ROOT, prepareDependencies } from "./prepare.mjs";

const installed = (...path) => join(ROOT, "node_modules", ...path);

/** The steps, the slowest first, since as many run at a time as there are processors. */
const STEPS = [
  {
    name: "dependency rules",
    args: [
      installed("dependency-cruiser", "bin", "dependency-cruise.mjs"),
      "--config=.dependency-cruiser.cjs",
      "--output-type=err",
      "src",
      "tests",
    ],
  },
  { name: "generated code", args: ["tools/generate.mjs", "--check"], repair: "npm run generate" },
  { name: "lock file", args: ["tools/complete-lock.mjs", "--check"] },
  { name: "tidy", args: ["tools/tidy/main.mjs"] },
  { name: "types", args: [installed("typescript", "bin", "tsc"), "--noEmit", "-p", "tsconfig.json"] },
  { name: "lint", args: [installed("oxlint", "bin", "oxlint"), "--deny-warnings"] },
  {
    name: "format",
    args: [installed("oxfmt", "bin", "oxfmt"), "--list-different", "."],
    repair: "npm run format",
  },
];

prepareDependencies();
const waiting = [...STEPS];
const results = [];
await Promise.all(Array.from({ length: Math.min(availableParallelism(), STEPS.length) }, work));
const failed = results.filter((result) => result.status !== 0);
for (const { name, output, repair } of failed) {
  console.log(`\n--- ${name}${repair === undefined ? "" : ` (to repair: ${repair})`}\n${output.trimEnd()}`);
}
console.log(
  failed.length === 0 ? "check: all passed" : `\ncheck: failed: ${failed.map(({ name }) => name).join(", ")}`,
);
process.exitCode = failed.length === 0 ? 0 : 1;

async function work() {
  for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) {
    const startedAt = performance.now();
    const outcome = await runStep(step.args);
    results.push({ ...step, ...outcome });
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    console.log(`${outcome.status === 0 ? "ok  " : "FAIL"}  ${step.name.padEnd(18)} ${seconds.padStart(5)} s`);
  }
}

function runStep(args) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    const collect = (text) => (output += text);
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", collect);
    child.on("error", (error) => resolve({ status: 1, output: error.message }));
    child.on("close", (status) => resolve({ status: status ?? 1, output }));
  });
}
