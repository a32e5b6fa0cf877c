/** A server under test: a process of its own, on the cores that it is given, whose processor time is read from the system. */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";

/** Ticks a second of /proc's processor times: fixed at 100 for user space on Linux. */
const TICKS_A_SECOND = 100;

/**
 * Starts a program of Node.js on the processors `cores` and resolves once it has said where it listens.
 * @param what `args`, `cores`, and `node`, the Node.js to run it with where that is another one
 */
export async function startServer(name, { args, cores, node = process.execPath }) {
  const child = spawn("taskset", ["-c", cores, node, "--no-warnings", ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const endpoint = await new Promise((resolve, reject) => {
    let said = "";
    child.stdout.on("data", (piece) => {
      said += piece;
      const match = /listens on (http:\S+)/.exec(said);
      if (match) resolve(match[1]);
    });
    child.on("exit", (code) => reject(new Error(`${name} ended with status ${code} before it listened: ${said}`)));
  });
  return {
    name,
    endpoint,
    pid: child.pid,
    stop: () =>
      new Promise((resolve) => {
        child.on("exit", resolve);
        child.kill("SIGTERM");
      }),
  };
}

/** Seconds of processor time, user and system, that the process and its threads have used. */
export function processorSeconds(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
    .replace(/^.*\) /, "")
    .split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND;
}

/** Resident memory in MiB. */
export function residentMebibytes(pid) {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024;
}
