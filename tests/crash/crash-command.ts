/** A crash run as its test runs it: the command of which the seed is told, so that a failure can be repeated. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect } from "vitest";

/** Runs `npm run crash:<service>`; fails with all that it said, and with the command that repeats it. */
export async function passes(
  service: "sqs" | "sns",
  { cycles, seed }: { cycles: number; seed: number },
): Promise<void> {
  const args = ["--cycles", String(cycles), "--seed", String(seed)];
  const child = spawn(process.execPath, [`tools/crash-${service}.mjs`, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => said.push(text));
  }
  const [status] = await once(child, "close");
  console.log(said.join(""));
  expect(status, `To repeat: npm run crash:${service} -- ${args.join(" ")}\n${said.join("")}`).toBe(0);
}
