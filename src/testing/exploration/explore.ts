/** Runs a scenario against cloud after cloud, each of which breaks in another way, until one shows what a consumer forgot. */
import type { FaultName } from "../../platform/faults/fault.ts";
import { type CloudOptions, createCloud } from "../create-cloud.ts";
import type { Snapshot } from "../snapshot.ts";
import type { TestCloud } from "../test-cloud.ts";
import { drawFaults } from "./draw-faults.ts";
import { ExplorationFailed } from "./exploration-failed.ts";
import { type Failure, shortestFailure, type Trial } from "./shortest-failure.ts";

/** What is to be explored. */
export interface ExploreOptions {
  /** How many seeds. */
  readonly seeds: number;
  /** The first seed; 0 when absent. */
  readonly from?: number;
  /** What may break; when absent all that AWS's own promises allow to happen unseen: see `LEGAL_FAULTS`. */
  readonly faults?: readonly FaultName[];
  /** How each cloud is to be, where it is not to be as clouds are. */
  readonly cloud?: Omit<CloudOptions, "clock" | "seed" | "faults" | "from">;
  /**
   * Makes what every seed begins with, such as a stack: once, in a cloud of its own in which nothing breaks. Handlers that
   * it binds come along, so that they must not use that cloud: those that need one are bound in the scenario.
   */
  readonly prepare?: (cloud: TestCloud) => Promise<unknown>;
  /** The command that runs this exploration, for the sentence that says how to replay it; `npm test` when absent. */
  readonly command?: string;
}

/** A cloud of one seed. */
export interface ExploredCloud {
  readonly cloud: TestCloud;
  readonly seed: number;
}

/** The scenario: drives the cloud, and throws when something is not as it should be. */
export type Scenario = (explored: ExploredCloud) => Promise<void>;

/** The environment variable that names the one seed to run, of all that there are. */
const REPLAY_VARIABLE = "SLUICE_EXPLORE_SEED";
/** No seed that anybody explores: a cloud with the seed of the preparation would draw the ids once more that are there. */
const PREPARATION_SEED = 0xf0000001;

/**
 * Runs the scenario once for each seed, against a fresh cloud in memory on a virtual clock.
 * @throws ExplorationFailed for the first seed with which the scenario throws
 */
export async function explore(options: ExploreOptions, scenario: Scenario): Promise<void> {
  const seeds = seedsOf(options, process.env[REPLAY_VARIABLE]);
  const from = await prepared(options);
  const trial: Trial = (seed, faults) => run(options, scenario, { seed, faults, from });
  for (const seed of seeds) {
    const failure = await trial(seed, drawFaults(options, seed));
    if (failure === undefined) continue;
    const shortest = await shortestFailure(failure, trial);
    throw new ExplorationFailed(shortest, `${REPLAY_VARIABLE}=${seed} ${options.command ?? "npm test"}`);
  }
}

function seedsOf({ seeds, from = 0 }: ExploreOptions, replayed: string | undefined): readonly number[] {
  if (!(Number.isSafeInteger(seeds) && seeds >= 1)) throw new RangeError("seeds is a whole number from 1 on.");
  if (!(Number.isSafeInteger(from) && from >= 0)) throw new RangeError("from is a whole number from 0 on.");
  if (replayed === undefined) return Array.from({ length: seeds }, (_, index) => from + index);
  if (!/^\d{1,10}$/.test(replayed)) throw new RangeError(`${REPLAY_VARIABLE} is a seed, not "${replayed}".`);
  return [Number(replayed)];
}

/** The state that every seed begins with; undefined where that is an empty cloud. */
async function prepared({ prepare, cloud: options }: ExploreOptions): Promise<Snapshot | undefined> {
  if (prepare === undefined) return undefined;
  const cloud = await createCloud({ ...options, seed: PREPARATION_SEED });
  try {
    await prepare(cloud);
    return await cloud.snapshot();
  } finally {
    await cloud.close();
  }
}

interface Run extends Pick<Failure, "seed" | "faults"> {
  readonly from: Snapshot | undefined;
}

/** Runs the scenario once. @returns how it failed, or undefined */
async function run(
  { cloud: options = {} }: ExploreOptions,
  scenario: Scenario,
  { seed, faults, from }: Run,
): Promise<Failure | undefined> {
  // A snapshot says when it was taken, and that is when its clouds begin.
  const { startAt, ...others } = options;
  const start = from !== undefined ? { from } : startAt !== undefined ? { startAt } : {};
  const cloud = await createCloud({ ...others, ...start, seed, faults });
  try {
    await scenario({ cloud, seed });
    return undefined;
  } catch (error) {
    // Whatever a scenario throws is its failure; it is told once the fewest faults are known that lead to one.
    return { seed, faults, error, lineage: cloud.lineage };
  } finally {
    await cloud.close();
  }
}
