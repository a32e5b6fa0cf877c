/** `npm run crash:sqs`: queues under load while their server is killed at moments that the seed chooses. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fraction, type Random, seededRandom } from "../../src/kernel/random.ts";
import { CrashLog, type SendEntry } from "./crash-log.ts";
import { KillableServer } from "./killable-server.ts";
import { LoggedClient, type Run } from "./logged-client.ts";
import { QUEUES, work } from "./workload.ts";

/** A server works for so long, from when it listens on, until it is killed. */
const WORK_SHORTEST_MILLISECONDS = 5;
const WORK_LONGEST_MILLISECONDS = 200;
/** One in so many is killed while it starts, at any moment up to this one. */
const KILLED_EARLY = 8;
const START_MILLISECONDS = 300;
/** After so many kills the queues are emptied. */
const ROUND_CYCLES = 25;
const DRAIN_VISIBILITY_SECONDS = 5;
const DRAIN_MAXIMUM_MILLISECONDS = 30_000;
const DRAIN_PAUSE_MILLISECONDS = 50;

export interface CrashOptions {
  readonly cycles: number;
  readonly seed: number;
  /** The built command, and the built checker. */
  readonly program: string;
  readonly checker: string;
}

/** @returns 0 when nothing was lost */
export async function crashRun({ cycles, seed, program, checker }: CrashOptions): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "sluice-crash-sqs-"));
  const log = new CrashLog(join(folder, "calls.jsonl"));
  log.write({ type: "run", seed, queues: QUEUES });
  console.log(`The server is killed ${cycles} times, at moments of the seed ${seed}`);
  const startedAt = performance.now();
  const lives = new Lives(program, join(folder, "data"), log);
  await makeQueues(await lives.server());
  const random = seededRandom(seed);
  const remembered: SendEntry[] = [];
  for (let round = 0; round * ROUND_CYCLES < cycles; round++) {
    const kills = Math.min(ROUND_CYCLES, cycles - round * ROUND_CYCLES);
    let isOver = false;
    const killAgainAndAgain = async (): Promise<void> => {
      for (let kill = 0; kill < kills; kill++) await lives.live(random);
      isOver = true;
    };
    // A client that fails ends the run, not only itself.
    await Promise.all([work({ run: lives, random, round, isOver: () => isOver, remembered }), killAgainAndAgain()]);
    await drain(lives);
    const seconds = Math.round((performance.now() - startedAt) / 1_000);
    console.log(`killed ${round * ROUND_CYCLES + kills} times, emptied after ${seconds} s`);
  }
  // What was deleted stays so.
  await lives.kill();
  await drain(lives);
  await (await lives.server()).end("SIGTERM");
  const { status } = spawnSync(process.execPath, [checker, log.path], { stdio: "inherit" });
  if (status === 0) rmSync(folder, { recursive: true, force: true });
  else console.log(`The data is in ${folder}, the log of the run in ${log.path}`);
  return status ?? 1;
}

/** The server, one life after another on the same data. */
class Lives implements Run {
  readonly log: CrashLog;
  backlog = 0;
  readonly #program: string;
  readonly #data: string;
  #server: KillableServer;
  #calls = 0;

  constructor(program: string, data: string, log: CrashLog) {
    this.log = log;
    this.#program = program;
    this.#data = data;
    this.#server = new KillableServer(program, data);
  }

  nextCall(): number {
    return ++this.#calls;
  }

  async server(): Promise<KillableServer> {
    for (;;) {
      const server = this.#server;
      try {
        await server.endpoint;
        // It may have been killed since, and the next one be on its way.
        if (!server.isKilled) return server;
      } catch (error) {
        if (!server.isKilled) throw error;
      }
      await server.ended;
      // The next one is started by whoever killed this one, in the same turn or the next.
      if (this.#server === server) await sleep(1);
    }
  }

  /** One life, and its end. */
  async live(random: Random): Promise<void> {
    if (random.uint32() % KILLED_EARLY === 0) await sleep(fraction(random) * START_MILLISECONDS);
    else {
      await this.server();
      const range = WORK_LONGEST_MILLISECONDS - WORK_SHORTEST_MILLISECONDS;
      await sleep(WORK_SHORTEST_MILLISECONDS + fraction(random) * range);
    }
    await this.kill();
  }

  async kill(): Promise<void> {
    await this.#server.end("SIGKILL");
    this.log.write({ type: "killed", at: Date.now() });
    this.#server = new KillableServer(this.#program, this.#data);
  }
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
