/** SQS under kill -9: two hundred times under load, and the checker finds nothing lost, doubled or out of order. */
import { spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { expect, it } from "vitest";

const CYCLES = 200;
/** Each run kills at other moments; the seed says at which. */
const SEED = randomInt(1_000_000_000);
const COMMAND = `npm run crash:sqs -- --cycles ${CYCLES} --seed ${SEED}`;

it(`loses nothing when it is killed ${CYCLES} times (seed ${SEED})`, { timeout: 900_000 }, async () => {
  const [program = "", ...args] = [process.execPath, "tools/crash-sqs.mjs"];
  const child = spawn(program, [...args, "--cycles", String(CYCLES), "--seed", String(SEED)], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => said.push(text));
  }
  const [status] = await once(child, "close");
  console.log(said.join(""));
  expect(status, `To repeat: ${COMMAND}\n${said.join("")}`).toBe(0);
});
