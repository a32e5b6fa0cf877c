/** Draws the faults and schedules of a seed. */
import { seededRandom, type Random } from "../../kernel/random.ts";
import { type FaultName, FAULTS } from "../../platform/faults/fault.ts";
import type { GivenFault } from "../../platform/faults/read-fault-rule.ts";

/**
 * What a consumer of standard queues, topics and asynchronous functions has to bear: at least once, in any order, later.
 * None of them makes a client's own call fail, and none does what AWS promises not to do: FIFO queues keep their order and
 * their deduplication.
 */
export const LEGAL_FAULTS = [
  "sqs-reorder",
  "sqs-duplicate",
  "sqs-lose-delete",
  "effect-delay",
  "effect-duplicate",
  "effect-crash",
  "interleave",
] as const satisfies readonly FaultName[];

const PROBABILITIES = [0.1, 0.3, 1];
/** Milliseconds: what a seed delays, it delays no longer than so. */
const DELAY_MAX = 60_000;
const HITS_MAX = 5;
/** Faults are few, but what happens at the same time is much: so many times as often does something step aside. */
const TURNS_A_HIT = 20;

/** The faults of a seed: each that may be is there or not, and strikes rarely, often, or always for a while. */
export function drawFaults(
  { faults = LEGAL_FAULTS }: { readonly faults?: readonly FaultName[] },
  seed: number,
): GivenFault[] {
  // A stream of its own: what the cloud draws does not depend on how many faults there may be.
  const random = seededRandom(seed ^ 0x5eed);
  return faults.flatMap((fault) => {
    const rule = drawRule(fault, random);
    return random.uint32() % 2 === 0 ? [rule] : [];
  });
}

function drawRule(fault: FaultName, random: Random): GivenFault {
  const probability = PROBABILITIES[random.uint32() % PROBABILITIES.length] ?? 1;
  const hits = 1 + (random.uint32() % HITS_MAX);
  const count = FAULTS[fault].point === "turn" ? hits * TURNS_A_HIT : hits;
  const milliseconds = 1 + (random.uint32() % DELAY_MAX);
  const takes: readonly string[] = FAULTS[fault].required;
  const parameters = takes.includes("milliseconds") ? { parameters: { milliseconds } } : {};
  return { id: fault, fault, probability, count, ...parameters };
}
