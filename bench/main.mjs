/** `npm run bench`: runs the benchmarks, prints the figures, and keeps them under bench/results with date, commit and machine. */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";
import { lambdaBench } from "./lambda/main.mjs";
import { lineageBench } from "./lineage.mjs";
import { snsBench } from "./sns/main.mjs";
import { sendMessageBench, sqsBench } from "./sqs/main.mjs";
import { startUpBench } from "./start-up.mjs";
import { testingBench } from "./testing/main.mjs";

const BENCHES = {
  "start-up": () => startUpBench({ rounds: 10 }),
  "send-message": () => sendMessageBench({ rounds: 10, seconds: 4 }),
  lambda: (names) => lambdaBench({ rounds: 10, seconds: 3, ...(names.length === 0 ? {} : { names }) }),
  lineage: () => lineageBench({ rounds: 10, seconds: 2 }),
  sns: (names) => snsBench({ rounds: 10, seconds: 2, ...(names.length === 0 ? {} : { names }) }),
  testing: (names) => testingBench({ rounds: 6, ...(names.length === 0 ? {} : { names }) }),
  sqs: (names) => sqsBench({ rounds: 10, seconds: 2, ...(names.length === 0 ? {} : { names }) }),
};

/** A benchmark's name, and after it, with a colon, the parts of it that are asked for: `sqs:send-64,wake`. */
const asked = process.argv.slice(2);
const names = asked.length === 0 ? Object.keys(BENCHES) : asked;
const results = [];
for (const each of names) {
  const [name, parts = ""] = each.split(":");
  const bench = BENCHES[name];
  if (bench === undefined) throw new Error(`There is no benchmark "${name}": ${Object.keys(BENCHES).join(", ")}`);
  console.log(`${name} ...`);
  const result = await bench(parts.split(",").filter((part) => part !== ""));
  console.log(JSON.stringify(result, null, 2));
  results.push(result);
}

const date = new Date().toISOString();
const record = {
  date,
  commit: git("rev-parse", "--short", "HEAD"),
  changed: git("status", "--porcelain", "--untracked-files=no") !== "",
  node: process.version,
  machine: `${cpus().length} x ${cpus()[0]?.model}, ${Math.round(totalmem() / 2 ** 30)} GiB`,
  results,
};
const file = join(
  import.meta.dirname,
  "results",
  `${date.slice(0, 10)}-${names.join("-").replaceAll(/[:,]/g, "-")}.json`,
);
writeFileSync(file, `${JSON.stringify(record, null, 2)}\n`);
console.log(`kept in ${file}`);

function git(...args) {
  return execFileSync("git", args, { cwd: import.meta.dirname, encoding: "utf8" }).trim();
}
