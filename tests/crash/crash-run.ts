/** `npm run crash:sqs`: queues under load while their server is killed at moments that the seed chooses. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { seededRandom } from "../../src/kernel/random.ts";
import { CrashLog, type SendEntry } from "./crash-log.ts";
import type { CrashOptions } from "./crash-options.ts";
import type { KillableServer } from "./killable-server.ts";
import { Lives } from "./lives.ts";
import { LoggedClient, type Run } from "./logged-client.ts";
import { QUEUES, work } from "./workload.ts";

const WORK_LONGEST_MILLISECONDS = 200;
/** After so many kills the queues are emptied. */
const ROUND_CYCLES = 25;
const DRAIN_VISIBILITY_SECONDS = 5;
const DRAIN_MAXIMUM_MILLISECONDS = 30_000;
const DRAIN_PAUSE_MILLISECONDS = 50;

/** @returns 0 when nothing was lost */
export async function crashRun({ cycles, seed, program, checker }: CrashOptions): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "sluice-crash-sqs-"));
  const log = new CrashLog(join(folder, "calls.jsonl"));
  log.write({ type: "run", seed, queues: QUEUES });
  console.log(`The server is killed ${cycles} times, at moments of the seed ${seed}`);
  const startedAt = performance.now();
  const lives = new Lives(program, join(folder, "data"), () => log.write({ type: "killed", at: Date.now() }));
  let calls = 0;
  const run: Run = { log, backlog: 0, nextCall: () => ++calls, server: () => lives.server() };
  await makeQueues(await lives.server());
  const random = seededRandom(seed);
  const remembered: SendEntry[] = [];
  for (let round = 0; round * ROUND_CYCLES < cycles; round++) {
    const kills = Math.min(ROUND_CYCLES, cycles - round * ROUND_CYCLES);
    let isOver = false;
    const killAgainAndAgain = async (): Promise<void> => {
      for (let kill = 0; kill < kills; kill++) await lives.live(random, WORK_LONGEST_MILLISECONDS);
      isOver = true;
    };
    // A client that fails ends the run, not only itself.
    await Promise.all([work({ run, random, round, isOver: () => isOver, remembered }), killAgainAndAgain()]);
    await drain(run);
    const seconds = Math.round((performance.now() - startedAt) / 1_000);
    console.log(`killed ${round * ROUND_CYCLES + kills} times, emptied after ${seconds} s`);
  }
  // What was deleted stays so.
  await lives.kill();
  await drain(run);
  await (await lives.server()).end("SIGTERM");
  const { status } = spawnSync(process.execPath, [checker, log.path], { stdio: "inherit" });
  if (status === 0) rmSync(folder, { recursive: true, force: true });
  else console.log(`The data is in ${folder}, the log of the run in ${log.path}`);
  return status ?? 1;
}

async function makeQueues(server: KillableServer): Promise<void> {
  // Those without a redrive policy are the targets of the others.
  for (const { name, isFifo, redrive } of QUEUES.toReversed()) {
    const Attributes = {
      VisibilityTimeout: "1",
      ...(isFifo ? { FifoQueue: "true" } : {}),
      ...(redrive === undefined ? {} : { RedrivePolicy: redrivePolicy(redrive) }),
    };
    const { status, body } = await server.call("CreateQueue", { QueueName: name, Attributes });
    if (status !== 200) throw new Error(`the queue ${name} was refused: ${JSON.stringify(body)}`);
  }
}

function redrivePolicy({ to, maxReceiveCount }: { readonly to: string; readonly maxReceiveCount: number }): string {
  return JSON.stringify({ deadLetterTargetArn: `arn:aws:sqs:us-east-1:000000000000:${to}`, maxReceiveCount });
}

/** Receives and deletes until every queue says that it is empty, and gives nothing. */
async function drain(run: Run): Promise<void> {
  const client = new LoggedClient("drain", run);
  const deadline = performance.now() + DRAIN_MAXIMUM_MILLISECONDS;
  for (const { name } of QUEUES) {
    for (;;) {
      const held = await depth(run, name);
      const messages = await client.receive(name, {
        maximum: 10,
        visibilitySeconds: DRAIN_VISIBILITY_SECONDS,
        waitSeconds: 0,
      });
      if (messages.length > 0) await client.delete(name, messages);
      else if (held === 0) break;
      else if (performance.now() < deadline) await sleep(DRAIN_PAUSE_MILLISECONDS);
      else throw new Error(`${name} says that it holds ${held} messages, and gives none`);
    }
    run.log.write({ type: "drained", queue: name });
  }
  run.backlog = 0;
}

/** How many messages a queue holds, in whatever state. */
async function depth(run: Run, queue: string): Promise<number> {
  const server = await run.server();
  const QueueUrl = `${await server.endpoint}/000000000000/${queue}`;
  const { body } = await server.call("GetQueueAttributes", { QueueUrl, AttributeNames: ["All"] });
  const attributes = Object.entries(body["Attributes"] ?? {});
  return attributes
    .filter(([name]) => name.startsWith("ApproximateNumberOfMessages"))
    .reduce((sum, [, count]) => sum + Number(count), 0);
}
