/** What two runs of one scenario have in common: the tree of what happened, without ids and without the machine's doings. */
import type { LineageRecord } from "../../../src/platform/lineage/lineage.ts";

/** What messages and functions go through. Empty polls, metrics and logs are left out: nothing follows from them. */
const KINDS =
  /^(?:fault|lambda\.(?:event-source|invocation|result|throttled)|sqs\.(?:SendMessage(?:Batch)?|StartMessageMoveTask|message|received|deleted|redrive|duplicate|DeleteMessageBatch))$/;

interface Told {
  readonly at: number;
  readonly lines: readonly string[];
}

/**
 * One line a record, below what it follows from: when, what, where, about which message, and how it ended. What happened
 * at the same moment for the same reason has no order, and is sorted.
 */
export function lineageShape(records: readonly LineageRecord[]): readonly string[] {
  const told = records.filter(({ kind }) => KINDS.test(kind));
  const ids = new Set(told.map(({ id }) => id));
  const childrenOf = (parent: string): readonly LineageRecord[] =>
    told.filter((record) => (ids.has(record.parent) ? record.parent : "") === parent);
  const messages = numbered(told);
  const start = Math.min(...told.map(({ at }) => at));
  const below = (parent: string, depth: number): readonly string[] =>
    childrenOf(parent)
      .map((record): Told => {
        const what = [record.kind, roleOf(record.resource), messages.get(record.subject ?? ""), record.outcome];
        const line = `${"  ".repeat(depth)}${what.filter(Boolean).join(" ")} +${record.at - start} ms`;
        return { at: record.at, lines: [line, ...below(record.id, depth + 1)] };
      })
      .toSorted((one, other) => one.at - other.at || compare(one.lines.join("\n"), other.lines.join("\n")))
      .flatMap(({ lines }) => lines);
  return below("", 0);
}

/** Messages by the order in which they came to be. */
function numbered(records: readonly LineageRecord[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const { kind, subject } of records) {
    if (kind !== "sqs.message" || subject === undefined || names.has(subject)) continue;
    names.set(subject, `message-${names.size + 1}`);
  }
  return names;
}

/** The name of what the template names; of a mapping, whose name is drawn by chance, what it is. */
function roleOf(resource: string): string {
  const parts = resource.split(":");
  return parts.includes("event-source-mapping") ? "event-source-mapping" : (parts.at(-1) ?? "");
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
