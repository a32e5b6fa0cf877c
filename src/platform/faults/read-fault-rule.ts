/** Reads a rule as a user gives it, in JSON or JavaScript: nothing in it is ignored, and nothing means something else. */
import { FAULT_DELAY_MILLISECONDS_MAX } from "../limits.ts";
import {
  FAULT_NAMES,
  type FaultName,
  type FaultParameter,
  type FaultParameters,
  FAULTS,
  type FaultRule,
} from "./fault.ts";
import { FaultRefusal } from "./fault-refusal.ts";

/** A rule as it is given: what is left out is as in the comments of `FaultRule`, and strikes everything each time. */
export type GivenFault = Partial<Omit<FaultRule, "fault" | "from" | "until">> & {
  readonly fault: FaultName;
  /** Milliseconds since the epoch, or ISO 8601 with its offset. */
  readonly from?: number | string;
  readonly until?: number | string;
};

const MEMBERS = ["id", "fault", "target", "operation", "skip", "count", "probability", "from", "until", "parameters"];
const ID = /^[A-Za-z0-9_-]{1,64}$/;
const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})$/;
const TAKES_OPERATION: ReadonlySet<string> = new Set(["call", "effect", "turn"]);

/** The rule; `id` names it when it names itself nothing. @throws FaultRefusal */
export function readFaultRule(given: unknown, nextId: () => string): FaultRule {
  const members = objectOf(given, "A fault");
  for (const name of Object.keys(members)) {
    if (MEMBERS.includes(name)) continue;
    throw new FaultRefusal(`A fault has no member ${name}. It has: ${MEMBERS.join(", ")}.`);
  }
  const fault = faultOf(members["fault"]);
  const { skip, count, operation } = members;
  const probability = members["probability"] ?? 1;
  if (!(typeof probability === "number" && probability > 0 && probability <= 1)) {
    throw new FaultRefusal("The member probability is a number above 0, up to 1.");
  }
  if (skip !== undefined && !(typeof skip === "number" && Number.isSafeInteger(skip) && skip >= 0)) {
    throw new FaultRefusal("The member skip is a whole number from 0 on.");
  }
  if (count !== undefined && !(typeof count === "number" && Number.isSafeInteger(count) && count >= 1)) {
    throw new FaultRefusal("The member count is a whole number from 1 on.");
  }
  const from = momentOf(members, "from");
  const until = momentOf(members, "until");
  if (from !== undefined && until !== undefined && until <= from) {
    throw new FaultRefusal("The fault would end before it begins: until is later than from.");
  }
  return {
    id: idOf(members["id"]) ?? nextId(),
    fault,
    target: targetOf(fault, members["target"]),
    ...(operation === undefined ? {} : { operation: operationOf(fault, operation) }),
    ...(skip === undefined ? {} : { skip }),
    ...(count === undefined ? {} : { count }),
    probability,
    ...(from === undefined ? {} : { from }),
    ...(until === undefined ? {} : { until }),
    parameters: parametersOf(fault, members["parameters"] ?? {}),
  };
}

function objectOf(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  throw new FaultRefusal(`${what} is an object.`);
}

function faultOf(value: unknown): FaultName {
  const found = FAULT_NAMES.find((name) => name === value);
  if (found !== undefined) return found;
  if (value === undefined) throw new FaultRefusal(`Say which fault: ${FAULT_NAMES.join(", ")}.`);
  throw new FaultRefusal(`There is no fault ${shown(value)}. There are: ${FAULT_NAMES.join(", ")}.`);
}

function idOf(value: unknown): string | undefined {
  if (value === undefined || (typeof value === "string" && ID.test(value))) return value;
  throw new FaultRefusal("The member id is text of 1 to 64 letters, digits, - and _.");
}

function targetOf(fault: FaultName, value: unknown): string {
  if (value === undefined) return "*";
  if (typeof value !== "string" || value === "") throw new FaultRefusal('The member target is text, such as "*".');
  const { point } = FAULTS[fault];
  if (point === "disk" && value !== "*") {
    throw new FaultRefusal(`${fault} strikes the whole cloud: it takes no target.`);
  }
  const isOfQueues = point === "order" || point === "delivery" || point === "delete";
  if (isOfQueues && value.endsWith(".fifo")) {
    throw new FaultRefusal(`${fault} strikes standard queues only: a FIFO queue allows no such thing.`);
  }
  return value;
}

function operationOf(fault: FaultName, value: unknown): string {
  if (typeof value !== "string" || value === "") throw new FaultRefusal("The member operation is text.");
  if (TAKES_OPERATION.has(FAULTS[fault].point)) return value;
  throw new FaultRefusal(`${fault} takes no operation: it strikes something else than calls.`);
}

function momentOf(members: Readonly<Record<string, unknown>>, name: "from" | "until"): number | undefined {
  const value = members[name];
  if (value === undefined) return undefined;
  const moment = typeof value === "string" && MOMENT.test(value) ? Date.parse(value) : value;
  if (typeof moment === "number" && Number.isSafeInteger(moment) && moment >= 0) return moment;
  throw new FaultRefusal(
    `The member ${name} is a time such as "2026-01-01T00:00:00Z", or milliseconds since the epoch.`,
  );
}

function parametersOf(fault: FaultName, given: unknown): FaultParameters {
  const parameters = objectOf(given, "The member parameters");
  const required: readonly FaultParameter[] = FAULTS[fault].required;
  const optional: readonly FaultParameter[] = FAULTS[fault].optional;
  const known: readonly string[] = [...required, ...optional];
  for (const [name, value] of Object.entries(parameters)) {
    if (!known.includes(name)) {
      const takes = known.length === 0 ? "none" : known.join(", ");
      throw new FaultRefusal(`${fault} has no parameter ${name}. It takes: ${takes}.`);
    }
    checkParameter(name, value);
  }
  const missing = required.find((name) => parameters[name] === undefined);
  if (missing !== undefined) throw new FaultRefusal(`${fault} needs the parameter ${missing}.`);
  return parameters;
}

function checkParameter(name: string, value: unknown): void {
  if (name === "payload") return;
  if (name === "milliseconds") {
    const isWhole = typeof value === "number" && Number.isSafeInteger(value);
    if (isWhole && value >= 1 && value <= FAULT_DELAY_MILLISECONDS_MAX) return;
    throw new FaultRefusal(`The parameter milliseconds is a whole number from 1 to ${FAULT_DELAY_MILLISECONDS_MAX}.`);
  }
  if (name === "receiveCount") {
    if (typeof value === "number" && Number.isSafeInteger(value) && value >= 1) return;
    throw new FaultRefusal("The parameter receiveCount is a whole number from 1 on.");
  }
  if (name === "preventExecution") {
    if (typeof value === "boolean") return;
    throw new FaultRefusal("The parameter preventExecution is true or false.");
  }
  if (typeof value !== "string" || value === "") throw new FaultRefusal(`The parameter ${name} is text.`);
}

function shown(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
