/** The faults of one cloud: which rules there are, and whether one of them strikes here and now. */
import { pause, type Clock } from "../../kernel/clock.ts";
import { fraction, seededRandom, type Random } from "../../kernel/random.ts";
import { FAULT_RULES_MAX, FAULT_TURNS_MAX, FAULT_WILDCARDS_MAX } from "../limits.ts";
import type { Story } from "../lineage/lineage.ts";
import { PatternRefusal } from "../patterns/pattern-refusal.ts";
import { parseWildcard, type WildcardPattern, wildcardMatches } from "../patterns/wildcard.ts";
import { type FaultPoint, type FaultReport, type FaultRule, FAULTS } from "./fault.ts";
import { FaultRefusal } from "./fault-refusal.ts";
import { readFaultRule } from "./read-fault-rule.ts";

/** What a rule may strike. */
export interface FaultSubject {
  /** ARN, URL or source. */
  readonly resource: string;
  readonly operation?: string;
  /** The id by which users know what is struck. */
  readonly subject?: string | undefined;
  /** The lineage record that what is struck belongs to; the recording scope's own cause when absent. */
  readonly parent?: string;
  /** Further conditions, asked before chance is: whether such a rule can strike here at all. */
  readonly fits?: (rule: FaultRule) => boolean;
}

/** Where the hit is told. */
export interface FaultTeller {
  record(story: Story): string;
}

/** What the faults of a cloud need of it. */
export interface FaultSurroundings {
  readonly clock: Clock;
  readonly random: Random;
  /** @throws FaultRefusal for a rule that names what the cloud has not */
  readonly check: (rule: FaultRule) => void;
  /** Aborted when the cloud stops: nothing waits any longer then. */
  readonly stopping: AbortSignal;
}

interface LiveRule {
  readonly rule: FaultRule;
  readonly point: FaultPoint;
  readonly pattern: WildcardPattern;
  /** Of its own, so that a rule strikes the same whichever others there are. */
  readonly random: Random;
  /** How often it has fitted and let pass. */
  skipped: number;
  hits: number;
}

/** A function that runs, or a request on its way. */
interface Outside {
  readonly cause: string;
  /** How many of its calls the cloud has not answered. */
  calls: number;
}

/**
 * Rules are asked in the order in which they were added; the first that strikes is the one that strikes. They are in
 * memory: a restart forgets them. Each rule draws from a stream of its own, which its id and one draw of the cloud's decide:
 * a cloud without rules draws what it always drew, and a rule that is taken away changes nothing for any other draw.
 */
export class Faults {
  readonly #clock: Clock;
  readonly #cloudsRandom: Random;
  readonly #check: (rule: FaultRule) => void;
  readonly #stopping: AbortSignal;
  readonly #rules: LiveRule[] = [];
  #seed: number | undefined;
  #named = 0;
  #waiting = 0;
  readonly #outside = new Set<Outside>();

  constructor({ clock, random, check, stopping }: FaultSurroundings) {
    this.#clock = clock;
    this.#cloudsRandom = random;
    this.#check = check;
    this.#stopping = stopping;
    // The clock of a cloud that is reset goes on under the faults of the next one.
    clock.runTogetherWhile?.(() => this.#interleaves);
  }

  /** Itself while there are rules: what every fault point asks, and all that it costs where there is none. */
  get active(): Faults | undefined {
    return this.#rules.length === 0 ? undefined : this;
  }

  /** Adds a rule. @throws FaultRefusal for one that would not do what it says */
  add(given: unknown): FaultReport {
    const rule = readFaultRule(given, () => this.#freeId());
    this.#check(rule);
    if (rule.fault === "clock-jump" && this.#clock.leap === undefined) {
      throw new FaultRefusal("clock-jump needs a clock that can be moved: start the cloud with --clock virtual.");
    }
    if (this.#find(rule.id) !== undefined) throw new FaultRefusal(`There is a fault ${rule.id} already.`);
    if (this.#rules.length >= FAULT_RULES_MAX) throw new FaultRefusal(`There are ${FAULT_RULES_MAX} faults already.`);
    const { point } = FAULTS[rule.fault];
    const pattern = patternOf(rule.target);
    this.#seed ??= this.#cloudsRandom.uint32();
    const live = { rule, point, pattern, random: seededRandom(this.#seed ^ numberOf(rule.id)), skipped: 0, hits: 0 };
    this.#rules.push(live);
    return reportOf(live);
  }

  list(): readonly FaultReport[] {
    return this.#rules.map(reportOf);
  }

  /** @returns whether there was one */
  remove(id: string): boolean {
    const live = this.#find(id);
    if (live !== undefined) this.#rules.splice(this.#rules.indexOf(live), 1);
    return live !== undefined;
  }

  /** @returns how many there were */
  clear(): number {
    return this.#rules.splice(0).length;
  }

  /** The rule that strikes here and now, told and counted; undefined when none does. */
  strike(point: FaultPoint, subject: FaultSubject, teller: FaultTeller): FaultRule | undefined {
    const live = this.#rules.find((each) => each.point === point && this.#strikes(each, subject));
    if (live === undefined) return undefined;
    live.hits++;
    const { rule } = live;
    const { outcome, says } = FAULTS[rule.fault];
    teller.record({
      kind: "fault",
      resource: subject.resource,
      outcome,
      reason: `Fault ${rule.id} (${rule.fault}): ${says}.`,
      subject: subject.subject,
      ...(subject.parent === undefined ? {} : { parent: subject.parent }),
    });
    return rule;
  }

  /** Waits as long as the rule says, on the cloud's clock. A cloud that only waits so counts as settled. */
  async wait({ parameters: { milliseconds = 0 } }: FaultRule, signal = this.#stopping): Promise<void> {
    this.#waiting++;
    try {
      await pause(this.#clock, milliseconds, signal);
    } finally {
      this.#waiting--;
    }
  }

  /** Lets what else is ready go first, where a rule says so: for some turns of the event loop, drawn by chance. */
  async stepAside(subject: FaultSubject, teller: FaultTeller): Promise<void> {
    const rule = this.strike("turn", subject, teller);
    const random = rule && this.#find(rule.id)?.random;
    if (random === undefined) return;
    for (let turns = 1 + (random.uint32() % FAULT_TURNS_MAX); turns > 0; turns--) {
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** Whether what is ready at the same time may go in any order. */
  get #interleaves(): boolean {
    return this.#rules.some(({ point }) => point === "turn");
  }

  /** Makes the cloud's clock jump ahead by as much as the rule says. */
  leap({ parameters: { milliseconds = 0 } }: FaultRule): void {
    this.#clock.leap?.(milliseconds);
  }

  /**
   * Runs what goes on outside the cloud while faults are there: it is not taken for something that waits, but while it waits
   * itself for calls of the cloud, which are those that bear its cause.
   */
  async outside<T>(cause: string, run: () => Promise<T>): Promise<T> {
    const going: Outside = { cause, calls: 0 };
    this.#outside.add(going);
    try {
      return await run();
    } finally {
      this.#outside.delete(going);
    }
  }

  /** Carries out a call that may come from what goes on outside. */
  async inside<T>(cause: string, call: () => Promise<T>): Promise<T> {
    const callers = [...this.#outside].filter((each) => each.cause === cause);
    for (const each of callers) each.calls++;
    try {
      return await call();
    } finally {
      for (const each of callers) each.calls--;
    }
  }

  /** Whether something waits because of a fault, and nothing goes on outside. */
  get holdsUp(): boolean {
    return this.#waiting > 0 && [...this.#outside].every(({ calls }) => calls > 0);
  }

  #strikes(live: LiveRule, { resource, operation, fits }: FaultSubject): boolean {
    const { rule, pattern, random, hits } = live;
    const { skip = 0, count, probability, from, until } = rule;
    if (count !== undefined && hits >= count) return false;
    if (rule.operation !== undefined && rule.operation !== operation) return false;
    const now = this.#clock.now();
    if ((from !== undefined && now < from) || (until !== undefined && now >= until)) return false;
    if (!wildcardMatches(pattern, resource) || fits?.(rule) === false) return false;
    if (live.skipped < skip) {
      live.skipped++;
      return false;
    }
    return probability === 1 || fraction(random) < probability;
  }

  #find(id: string): LiveRule | undefined {
    return this.#rules.find(({ rule }) => rule.id === id);
  }

  #freeId(): string {
    let id: string;
    do id = `fault-${++this.#named}`;
    while (this.#find(id) !== undefined);
    return id;
  }
}

function reportOf({ rule, hits }: LiveRule): FaultReport {
  return { ...rule, hits };
}

/** A number for a text: FNV-1a. */
function numberOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash;
}

function patternOf(target: string): WildcardPattern {
  try {
    return parseWildcard(target, FAULT_WILDCARDS_MAX);
  } catch (error) {
    if (!(error instanceof PatternRefusal)) throw error;
    throw new FaultRefusal(`The target ${target} is no pattern: ${error.message}.`);
  }
}
