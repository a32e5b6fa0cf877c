/** How long `sluice up` takes to answer its health check on an existing data folder, and what it weighs when idle. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { residentMebibytes } from "./server-process.mjs";
import { spread } from "./figures.mjs";

const PORT = 14_566;
const MAIN = join(import.meta.dirname, "../dist/cli/main.js");

/** Starts the built server `rounds` times, after one start that makes the data folder. */
export async function startUpBench({ rounds }) {
  const data = mkdtempSync(join(tmpdir(), "sluice-bench-"));
  try {
    await startOnce(data);
    const starts = [];
    for (let round = 0; round < rounds; round++) starts.push(await startOnce(data));
    return {
      name: "sluice up, existing data folder, until /_sluice/health answers 200",
      milliseconds: spread(starts.map((each) => each.milliseconds)),
      idleResidentMebibytes: spread(starts.map((each) => each.mebibytes)),
    };
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
}

async function startOnce(data) {
  const started = performance.now();
  const child = spawn(process.execPath, [MAIN, "up", "--port", String(PORT), "--data", data], { stdio: "ignore" });
  while (!(await healthy())) await new Promise((resolve) => setTimeout(resolve, 2));
  const milliseconds = performance.now() - started;
  const mebibytes = residentMebibytes(child.pid);
  await new Promise((resolve) => {
    child.on("exit", resolve);
    child.kill("SIGTERM");
  });
  return { milliseconds, mebibytes };
}

function healthy() {
  return new Promise((resolve) => {
    const asked = request({ host: "127.0.0.1", port: PORT, path: "/_sluice/health", agent: false }, (response) => {
      response.resume();
      response.on("end", () => resolve(response.statusCode === 200));
    });
    asked.on("error", () => resolve(false));
    asked.end();
  });
}
