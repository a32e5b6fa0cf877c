/** Runs a scenario against cloud after cloud, each of which breaks in another way, until one shows what a consumer forgot. */
import { seededRandom, type Random } from "../kernel/random.ts";
import type { FaultName } from "../platform/faults/fault.ts";
import type { GivenFault } from "../platform/faults/read-fault-rule.ts";
import type { LineageRecord } from "../platform/lineage/lineage.ts";
import { createCloud, type Cloud, type CloudOptions } from "../server/create-cloud.ts";
import { EXPLORED_STORY_RECORDS } from "./limits.ts";

/** What is to be explored. */
export interface ExploreOptions {
  /** How many seeds. */
  readonly seeds: number;
  /** The first seed; 0 when absent. */
  readonly from?: number;
  /** What may break; when absent all that AWS's own promises allow to happen unseen: see `LEGAL_FAULTS`. */
  readonly faults?: readonly FaultName[];
  /** How each cloud is to be, where it is not to be as clouds are. */
  readonly cloud?: Omit<CloudOptions, "clock" | "seed" | "faults" | "data" | "port">;
  /** The command that runs this exploration, for the sentence that says how to replay it; `npm test` when absent. */
  readonly command?: string;
}

/** A cloud of one seed. */
export interface ExploredCloud {
  readonly cloud: Cloud;
  readonly seed: number;
}

/** The scenario: drives the cloud, and throws when something is not as it should be. */
export type Scenario = (explored: ExploredCloud) => Promise<void>;

/** The environment variable that names the one seed to run, of all that there are. */
const REPLAY_VARIABLE = "SLUICE_EXPLORE_SEED";
/** Clouds of all runs begin at the same moment, so that their stories are the same to the byte. */
const START = Date.UTC(2026, 0, 1);
const PROBABILITIES = [0.1, 0.3, 1];

/**
 * What a consumer of standard queues, topics and asynchronous functions has to bear: at least once, in any order, later.
 * None of them makes a client's own call fail.
 */
export const LEGAL_FAULTS = [
  "sqs-reorder",
  "sqs-duplicate",
  "sqs-lose-delete",
  "effect-delay",
  "effect-duplicate",
  "effect-crash",
] as const satisfies readonly FaultName[];

/** A scenario failed: with which seed, with as few faults as it takes, and what happened then. */
export class ExplorationFailed extends Error {
  override readonly name = "ExplorationFailed";
  readonly seed: number;
  /** Without any one of them the scenario does not fail. */
  readonly faults: readonly GivenFault[];
  /** Around the faults that struck, or the end of all when none did. */
  readonly story: readonly LineageRecord[];

  constructor(failure: Failure, command: string) {
    const { seed, faults, story, error } = failure;
    const reason = error instanceof Error ? error.message : String(error);
    const needed = faults.length === 0 ? "no fault at all" : faults.map((each) => JSON.stringify(each)).join("\n  ");
    super(
      `The scenario fails with seed ${seed}: ${reason}\nIt takes:\n  ${needed}\nWhat happened:\n` +
        `${story.map(lineOf).join("\n")}\nReplay it with: ${REPLAY_VARIABLE}=${seed} ${command}`,
      { cause: error },
    );
    this.seed = seed;
    this.faults = faults;
    this.story = story;
  }
}

interface Failure {
  readonly seed: number;
  readonly faults: readonly GivenFault[];
  readonly story: readonly LineageRecord[];
  readonly error: unknown;
}

/**
 * Runs the scenario once for each seed, against a fresh cloud in memory on a virtual clock.
 * @throws ExplorationFailed for the first seed with which the scenario throws
 */
export async function explore(options: ExploreOptions, scenario: Scenario): Promise<void> {
  for (const seed of seedsOf(options, process.env[REPLAY_VARIABLE])) {
    const failure = await run(options, scenario, { seed, faults: drawFaults(options, seed) });
    if (failure === undefined) continue;
    throw new ExplorationFailed(await shortest(options, scenario, failure), options.command ?? "npm test");
  }
}

/** The faults of a seed: each that may be is there or not, and strikes rarely, often, or always for a while. */
export function drawFaults({ faults = LEGAL_FAULTS }: Pick<ExploreOptions, "faults">, seed: number): GivenFault[] {
  // A stream of its own: what the cloud draws does not depend on how many faults there may be.
  const random = seededRandom(seed ^ 0x5eed);
  return faults.flatMap((fault) => {
    const rule = drawRule(fault, random);
    return random.uint32() % 2 === 0 ? [rule] : [];
  });
}

function drawRule(fault: FaultName, random: Random): GivenFault {
  const probability = PROBABILITIES[random.uint32() % PROBABILITIES.length] ?? 1;
  const count = 1 + (random.uint32() % 5);
  const milliseconds = 1 + (random.uint32() % 60_000);
  return { id: fault, fault, probability, count, ...(DELAYS.has(fault) ? { parameters: { milliseconds } } : {}) };
}

const DELAYS: ReadonlySet<FaultName> = new Set([
  "delay",
  "clock-jump",
  "time-out",
  "effect-delay",
  "lambda-delay",
  "endpoint-slow",
  "slow-disk",
]);

function seedsOf({ seeds, from = 0 }: ExploreOptions, replayed: string | undefined): readonly number[] {
  if (!(Number.isSafeInteger(seeds) && seeds >= 1)) throw new RangeError("seeds is a whole number from 1 on.");
  if (!(Number.isSafeInteger(from) && from >= 0)) throw new RangeError("from is a whole number from 0 on.");
  if (replayed === undefined) return Array.from({ length: seeds }, (_, index) => from + index);
  if (!/^\d{1,10}$/.test(replayed)) throw new RangeError(`${REPLAY_VARIABLE} is a seed, not "${replayed}".`);
  return [Number(replayed)];
}

/** Runs the scenario once. @returns how it failed, or undefined */
async function run(
  options: ExploreOptions,
  scenario: Scenario,
  { seed, faults }: Pick<Failure, "seed" | "faults">,
): Promise<Failure | undefined> {
  const cloud = await createCloud({ startAt: START, ...options.cloud, clock: "virtual", seed, faults });
  try {
    await scenario({ cloud, seed });
    return undefined;
  } catch (error) {
    // Whatever a scenario throws is its failure; it is told once the fewest faults are known that lead to one.
    return { seed, faults, error, story: storyOf(cloud) };
  } finally {
    await cloud.close();
  }
}

/** Drops faults one at a time for as long as the scenario still fails without. */
async function shortest(options: ExploreOptions, scenario: Scenario, failure: Failure): Promise<Failure> {
  for (const dropped of failure.faults) {
    const fewer = await run(options, scenario, {
      seed: failure.seed,
      faults: failure.faults.filter((each) => each !== dropped),
    });
    if (fewer !== undefined) return shortest(options, scenario, fewer);
  }
  return failure;
}

/** The stories that faults have touched, or all; the newest of it, where it is long. */
function storyOf({ lineage }: Cloud): readonly LineageRecord[] {
  const touched = new Map<string, LineageRecord>();
  for (const { id } of lineage.find({ kind: "fault" })) {
    for (const each of lineage.trace(id)) touched.set(each.id, each);
  }
  const records = touched.size === 0 ? [...lineage.all()] : [...touched.values()];
  return records.toSorted((one, other) => one.at - other.at).slice(-EXPLORED_STORY_RECORDS);
}

function lineOf({ at, kind, resource, outcome, reason, subject }: LineageRecord): string {
  const more = [subject, reason].filter((each) => each !== undefined && each !== "").join(": ");
  return `  ${new Date(at).toISOString()} ${kind} ${resource} ${outcome}${more === "" ? "" : ` (${more})`}`;
}
