/** What a failed exploration says: the seed, what it takes to fail, and the journey of the event that shows it. */
import type { GivenFault } from "../../platform/faults/read-fault-rule.ts";
import type { LineageRecord } from "../../platform/lineage/lineage.ts";
import type { LineageLog } from "../../platform/lineage/lineage-log.ts";
import { journeys, newestEvents } from "../../server/expectations/journey.ts";
import { JOURNEYS_SHOWN } from "../../server/expectations/limits.ts";
import { ExpectationFailed } from "../expectations/expectation-failed.ts";
import { branchOf } from "./branch.ts";
import type { Failure } from "./shortest-failure.ts";

/** A scenario failed: with which seed, with as few faults as it takes, and what happened to the event that shows it. */
export class ExplorationFailed extends Error {
  override readonly name = "ExplorationFailed";
  readonly seed: number;
  /** Without any one of them the scenario does not fail. */
  readonly faults: readonly GivenFault[];
  /** The journeys of the events that are told of: those that the failed expectation meant, or those that were struck. */
  readonly story: string;

  /** @param replay the command that runs this seed alone */
  constructor({ seed, faults, error, lineage }: Failure, replay: string) {
    const told = eventsToTell(lineage, error);
    const story = journeys(lineage, told, (trace) => branchOf(trace, told));
    const needed = faults.length === 0 ? "no fault at all" : faults.map((each) => JSON.stringify(each)).join("\n  ");
    super(
      [
        `The scenario fails with seed ${seed}: ${sentenceOf(error)}`,
        `It takes:\n  ${needed}`,
        `What happened:\n${story}`,
        `Replay it with: ${replay}`,
      ].join("\n"),
      { cause: error },
    );
    this.seed = seed;
    this.faults = faults;
    this.story = story;
  }
}

/** An expectation's own report tells more than is asked here: its journeys are told below. */
function sentenceOf(error: unknown): string {
  if (error instanceof ExpectationFailed) return error.sentence;
  return error instanceof Error ? error.message : String(error);
}

/** The events that the expectation meant, if a fault struck any of them; all that were struck besides where none was. */
function eventsToTell(lineage: LineageLog, error: unknown): readonly LineageRecord[] {
  const struck = lineage.find({ kind: "fault" });
  const meant = error instanceof ExpectationFailed ? error.records : [];
  if (meant.length === 0) return struck.length > 0 ? struck : newestEvents(lineage);
  const isStruck = new Set(struck.flatMap(({ id }) => lineage.trace(id).map((record) => record.id)));
  const [hit, unhurt] = [meant.filter(({ id }) => isStruck.has(id)), meant.filter(({ id }) => !isStruck.has(id))];
  if (hit.length === 0) return [...struck, ...meant];
  // The last are told where there are too many to be.
  return meant.length > JOURNEYS_SHOWN ? [...unhurt, ...hit] : meant;
}
