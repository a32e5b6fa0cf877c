/** Makes a failure as small as it gets: the fewest faults, and each of them in as few places as it takes. */
import type { GivenFault } from "../../platform/faults/read-fault-rule.ts";
import type { LineageLog } from "../../platform/lineage/lineage-log.ts";
import { NARROWINGS_MAX } from "../limits.ts";

/** A run of the scenario that failed. */
export interface Failure {
  readonly seed: number;
  readonly faults: readonly GivenFault[];
  readonly error: unknown;
  /** What happened in its cloud. */
  readonly lineage: LineageLog;
}

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
/** Which of the things that a fault could strike is tried to be the one that it takes. */
const SKIPS = [0, 1, 2, 3, 4, 5, 6, 7];

/** Runs the scenario with a seed and faults. @returns how it failed, or undefined */
export type Trial = (seed: number, faults: readonly GivenFault[]) => Promise<Failure | undefined>;

/** Drops faults, then narrows those that are left, for as long as the scenario still fails. */
export async function shortestFailure(failure: Failure, trial: Trial): Promise<Failure> {
  let shortest = await withFewest(failure, trial);
  for (const { id = "" } of shortest.faults) shortest = await narrowed(shortest, id, trial);
  return shortest;
}

async function withFewest(failure: Failure, trial: Trial): Promise<Failure> {
  let fewest = failure;
  for (const dropped of failure.faults) {
    const others = fewest.faults.filter((each) => each !== dropped);
    fewest = (await trial(failure.seed, others)) ?? fewest;
  }
  return fewest;
}

/** Lets a fault strike one thing a single time, the first that it meets or a later one; or else fewer times. */
async function narrowed(failure: Failure, id: string, trial: Trial): Promise<Failure> {
  const hits = failure.lineage.find({ kind: "fault" }).filter(({ reason = "" }) => reason.startsWith(`Fault ${id} `));
  // Ids of what was drawn before are others when something before does not happen.
  const struck = new Set(hits.map(({ resource }) => resource.replaceAll(UUID, "*")));
  const targets = [...struck].filter((each) => each !== "");
  const changes = SKIPS.flatMap((skip) => targets.map((target) => ({ target, probability: 1, skip, count: 1 })));
  for (const change of changes.slice(0, NARROWINGS_MAX)) {
    const narrower = await trial(failure.seed, changed(failure.faults, id, change));
    if (narrower !== undefined) return narrower;
  }
  let fewest = failure;
  for (let count = hits.length >> 1; count >= 1; count >>= 1) {
    const fewer = await trial(failure.seed, changed(fewest.faults, id, { count }));
    if (fewer === undefined) break;
    fewest = fewer;
  }
  return fewest;
}

function changed(faults: readonly GivenFault[], id: string, change: Partial<GivenFault>): readonly GivenFault[] {
  return faults.map((each) => (each.id === id ? { ...each, ...change } : each));
}
