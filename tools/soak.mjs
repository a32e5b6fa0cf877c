/**
 * `npm run soak -- --times 200`: runs the scenarios of the quiz again and again, while processes of its own keep every
 * processor busy. The first run that fails ends it, with all that the run has said. What is green here depends on no
 * moment of the machine.
 */
import { spawn } from "node:child_process";
import { availableParallelism, loadavg } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ROOT, prepare, say } from "./prepare.mjs";

const SCENARIOS = "examples/quiz/test/scenarios";

/** Spins, and looks now and then whether the one that started it is still there: without it, it ends. */
const SPINNER = `
process.on("disconnect", () => process.exit());
function spin() {
  for (const until = performance.now() + 50; performance.now() < until; );
  setImmediate(spin);
}
spin();
`;

const times = timesGiven();
prepare();
const spinners = Array.from({ length: availableParallelism() }, () => {
  return spawn(process.execPath, ["--eval", SPINNER], { stdio: ["ignore", "ignore", "ignore", "ipc"] });
});
process.exitCode = await soak();
for (const spinner of spinners) spinner.kill();

/** @returns the status that the process ends with */
async function soak() {
  const took = [];
  for (let time = 1; time <= times; time++) {
    const startedAt = performance.now();
    // oxlint-disable-next-line no-await-in-loop -- one run at a time is what is asked for
    const { status, output } = await run();
    const seconds = (performance.now() - startedAt) / 1_000;
    if (status !== 0) {
      console.log(`${output.trimEnd()}\n\nsoak: run ${time} of ${times} failed after ${seconds.toFixed(1)} s`);
      return 1;
    }
    took.push(seconds);
    say(`run ${time} of ${times} passed in ${seconds.toFixed(1)} s, load ${loadavg()[0]?.toFixed(1)}`);
  }
  const sorted = took.toSorted((one, other) => one - other);
  const [fastest, median, slowest] = [0, sorted.length >> 1, sorted.length - 1].map((at) => sorted[at]?.toFixed(1));
  console.log(
    `soak: ${times} runs passed beside ${spinners.length} busy processes; fastest ${fastest} s, median ${median} s, slowest ${slowest} s`,
  );
  return 0;
}

function run() {
  return new Promise((resolve) => {
    const vitest = join(ROOT, "node_modules", "vitest", "vitest.mjs");
    const child = spawn(process.execPath, [vitest, "run", SCENARIOS], { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (piece) => {
        output += piece;
      });
    }
    child.on("error", (error) => resolve({ status: 1, output: error.message }));
    child.on("close", (status) => resolve({ status: status ?? 1, output }));
  });
}

function timesGiven() {
  const { values } = parseArgs({ options: { times: { type: "string", default: "25" } } });
  if (/^[1-9]\d{0,5}$/.test(values.times)) return Number(values.times);
  console.error(`--times takes a whole number from 1 to 999999, not "${values.times}".`);
  process.exit(1);
}
