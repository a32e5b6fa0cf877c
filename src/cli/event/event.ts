/** `sluice event`: writes a sample event as AWS sends it. */
import { seededRandom, systemRandom } from "../../kernel/random.ts";
import { realClock } from "../../kernel/real-clock.ts";
import { sampleEvent } from "../../server/samples/sample-event.ts";

/** What the command line gives. */
export interface EventOptions {
  readonly body?: string;
  /** `path=value` each. */
  readonly set: readonly string[];
  readonly region: string;
  readonly account: string;
  readonly seed?: string;
}

/** Prints the event as JSON. @throws Error a sentence, for what cannot be made */
export function event(name: string, { body, set, region, account, seed }: EventOptions): void {
  if (!/^\d{12}$/.test(account)) throw new Error(`--account takes twelve digits, not "${account}".`);
  if (seed !== undefined && !/^\d{1,9}$/.test(seed)) throw new Error(`--seed takes a whole number, not "${seed}".`);
  const random = seed === undefined ? systemRandom() : seededRandom(Number(seed));
  const made = sampleEvent(name, { now: realClock.now(), random, account, region, body }, set);
  process.stdout.write(`${JSON.stringify(made, null, 2)}\n`);
}
