/** `sluice fault ...`: lists, adds and removes the faults of a running cloud. */
import { InvalidArgumentError } from "commander";
import { askCloud } from "./ask-cloud.ts";

const FAULTS = "/_sluice/faults";

/** Where the cloud is. */
export interface FaultOptions {
  readonly endpoint: string;
}

/** What `sluice fault add` is told beyond the fault's name. */
export interface AddFaultOptions extends FaultOptions {
  readonly id?: string;
  readonly target?: string;
  readonly operation?: string;
  readonly skip?: string;
  readonly count?: string;
  readonly probability?: string;
  readonly from?: string;
  readonly until?: string;
  readonly parameter: readonly string[];
}

/** A rule as the admin API shows it. */
interface ShownFault {
  readonly id: string;
  readonly fault: string;
  readonly target: string;
  readonly operation?: string;
  readonly count?: number;
  readonly probability: number;
  readonly hits: number;
}

/** Prints a line for each rule: its name, what it strikes, and how often it has. */
export async function listFaults({ endpoint }: FaultOptions): Promise<void> {
  // The admin API's own form.
  const { faults } = (await askCloud(endpoint, FAULTS)) as { readonly faults: readonly ShownFault[] };
  if (faults.length === 0) console.log("There are no faults.");
  for (const each of faults) console.log(lineOf(each));
}

/** Adds a rule, and prints it. */
export async function addFault(fault: string, options: AddFaultOptions): Promise<void> {
  const { endpoint, id, target, operation, skip, count, probability, from, until, parameter } = options;
  const rule = {
    fault,
    id,
    target,
    operation,
    skip: skip === undefined ? undefined : numberOf("--skip", skip),
    count: count === undefined ? undefined : numberOf("--count", count),
    probability: probability === undefined ? undefined : numberOf("--probability", probability),
    from,
    until,
    parameters: Object.fromEntries(parameter.map(parameterOf)),
  };
  // The admin API's own form; what is undefined is not written.
  const added = (await askCloud(endpoint, FAULTS, { method: "POST", body: rule })) as ShownFault;
  console.log(lineOf(added));
}

export async function removeFault(id: string, { endpoint }: FaultOptions): Promise<void> {
  await askCloud(endpoint, `${FAULTS}?${new URLSearchParams({ id })}`, { method: "DELETE" });
  console.log(`${id} is removed`);
}

export async function clearFaults({ endpoint }: FaultOptions): Promise<void> {
  // The admin API's own form.
  const { removed } = (await askCloud(endpoint, FAULTS, { method: "DELETE" })) as { readonly removed: number };
  console.log(removed === 1 ? "1 fault is removed" : `${removed} faults are removed`);
}

function lineOf({ id, fault, target, operation, count, probability, hits }: ShownFault): string {
  const chance = probability === 1 ? "" : `, probability ${probability}`;
  const hit = count === undefined ? `${hits} hits` : `${hits} of ${count} hits`;
  return `${id}: ${fault} on ${target}${operation === undefined ? "" : ` ${operation}`}${chance}, ${hit}`;
}

function numberOf(option: string, text: string): number {
  if (/^(\d+|\d*\.\d+)$/.test(text)) return Number(text);
  throw new InvalidArgumentError(`${option} takes a number, not "${text}".`);
}

/** `name=value`, the value as JSON where it is JSON, and as text where it is not. */
function parameterOf(text: string): readonly [name: string, value: unknown] {
  const mark = text.indexOf("=");
  if (mark < 1) throw new InvalidArgumentError(`A parameter is given as name=value, not as "${text}".`);
  const value = text.slice(mark + 1);
  try {
    const read: unknown = JSON.parse(value);
    return [text.slice(0, mark), read];
  } catch {
    // Most values are words, which nobody wants to put in two kinds of quotes.
    return [text.slice(0, mark), value];
  }
}
