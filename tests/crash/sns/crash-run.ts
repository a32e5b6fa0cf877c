/** `npm run crash:sns`: topics under load while their server is killed at moments that the seed chooses. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Random, seededRandom } from "../../../src/kernel/random.ts";
import { CrashLog } from "../crash-log.ts";
import type { CrashOptions } from "../crash-options.ts";
import { Lives } from "../lives.ts";
import { isFor } from "./publications.ts";
import type { PublishLine } from "./publish-log.ts";
import { Publisher, type PublishRun } from "./publisher.ts";
import { drain, makeTopics, TOPICS } from "./subscribed-queues.ts";

/** Longer than a server needs to answer its first publishes. */
const WORK_LONGEST_MILLISECONDS = 500;
/** After so many kills the queues are emptied. */
const ROUND_CYCLES = 25;
/** As many messages as emptying the queues takes no longer than killing does; fifty cycles acknowledge ten thousand. */
const MESSAGES_PER_CYCLE = 280;
const PUBLISHERS_PER_TOPIC = 6;

/** @returns 0 when nothing was lost */
export async function crashRun({ cycles, seed, program, checker }: CrashOptions): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "sluice-crash-sns-"));
  const log = new CrashLog<PublishLine>(join(folder, "publishes.jsonl"));
  log.write({ type: "run", seed, topics: TOPICS });
  console.log(`The server is killed ${cycles} times, at moments of the seed ${seed}`);
  const startedAt = performance.now();
  const lives = new Lives(program, join(folder, "data"), () => log.write({ type: "killed" }));
  await makeTopics(await lives.server());
  const random = seededRandom(seed);
  /** What was acknowledged and has not come yet, by queue. */
  const missing = new Map(TOPICS.flatMap((topic) => topic.subscribers.map(({ queue }) => [queue, new Set<string>()])));
  let calls = 0;
  const run: PublishRun = {
    log,
    left: 0,
    server: () => lives.server(),
    nextCall: () => ++calls,
    acknowledged(topic, entry) {
      for (const subscriber of topic.subscribers) {
        if (isFor(subscriber, entry)) missing.get(subscriber.queue)?.add(entry.name);
      }
    },
  };
  for (let round = 0; round * ROUND_CYCLES < cycles; round++) {
    const kills = Math.min(ROUND_CYCLES, cycles - round * ROUND_CYCLES);
    run.left = kills * MESSAGES_PER_CYCLE;
    await publishWhileKilled({ run, lives, random, round, kills });
    await drain(await lives.server(), log, missing);
    const seconds = Math.round((performance.now() - startedAt) / 1_000);
    console.log(`killed ${round * ROUND_CYCLES + kills} times, emptied after ${seconds} s`);
  }
  // What was delivered and deleted stays so.
  await lives.kill();
  await drain(await lives.server(), log, missing);
  await (await lives.server()).end("SIGTERM");
  const { status } = spawnSync(process.execPath, [checker, log.path], { stdio: "inherit" });
  if (status === 0) rmSync(folder, { recursive: true, force: true });
  else console.log(`The data is in ${folder}, the log of the run in ${log.path}`);
  return status ?? 1;
}

interface Round {
  readonly run: PublishRun;
  readonly lives: Lives;
  readonly random: Random;
  readonly round: number;
  readonly kills: number;
}

async function publishWhileKilled({ run, lives, random, round, kills }: Round): Promise<void> {
  const over = new AbortController();
  const killAgainAndAgain = async (): Promise<void> => {
    for (let kill = 0; kill < kills; kill++) await lives.live(random, WORK_LONGEST_MILLISECONDS);
    over.abort();
  };
  const publishers = TOPICS.flatMap((topic, topicIndex) =>
    Array.from({ length: PUBLISHERS_PER_TOPIC }, async (_, index) => {
      const name = `${round}-${topicIndex}${index}`;
      const publisher = new Publisher(run, seededRandom(random.uint32()), name);
      while (!over.signal.aborted) await publisher.publish(topic);
    }),
  );
  // A client that fails ends the run, not only itself.
  await Promise.all([...publishers, killAgainAndAgain()]);
}
