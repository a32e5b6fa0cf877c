/** A story as a tree of text: each act below what it happened because of, with its time, attempt, outcome and reason. */
import { parseArn } from "../../kernel/arn.ts";
import type { LineageRecord } from "../../platform/lineage/lineage.ts";
import { DRAWN_LEVELS } from "./limits.ts";
import { relativeTime } from "./relative-time.ts";
import { resourceName } from "./resource-name.ts";

/**
 * The tree, a line for each record.
 * @param start milliseconds since the epoch from which times count: the story's first act when absent
 */
export function storyTree(records: readonly LineageRecord[], start = firstMoment(records)): string {
  const lines = linesOf(records).map(({ record, branch, attempt }) => ({
    time: `+${relativeTime(record.at - start)}`,
    text: `${branch}${lineOf(record)}${attempt}`,
  }));
  const width = lines.reduce((longest, { time }) => Math.max(longest, time.length), 0);
  return lines.map(({ time, text }) => `${time.padStart(width)}  ${text}\n`).join("");
}

/** When the first of them happened. */
export function firstMoment(records: readonly LineageRecord[]): number {
  return records.reduce((earliest, { at }) => Math.min(earliest, at), Infinity);
}

/** What one level is set apart by. */
const LEVEL = "   ";

interface Line {
  readonly record: LineageRecord;
  /** What is drawn in front of it. */
  readonly branch: string;
  /** Which of several alike it is; empty when there is but one. */
  readonly attempt: string;
}

/** The order of the lines is that of the tree; it is walked by hand, because stories can be deeper than the stack. */
function linesOf(records: readonly LineageRecord[]): readonly Line[] {
  const known = new Set(records.map(({ id }) => id));
  const children = effectsByCause(records);
  const [first] = records;
  // The first record is the top, even of a story whose causes form a ring.
  const tops = records.filter((each) => each === first || !known.has(each.parent));
  const lines: Line[] = [];
  const drawn = new Set<string>();
  const pending = tops.toReversed().map((record) => ({ record, branch: "", below: "", attempt: "" }));
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { record, branch, below, attempt } = next;
    if (drawn.has(record.id)) continue;
    drawn.add(record.id);
    lines.push({ record, branch, attempt });
    const effects = (children.get(record.id) ?? []).toSorted((left, right) => left.at - right.at);
    const attempts = attemptsOf(effects);
    for (const [index, effect] of [...effects.entries()].toReversed()) {
      const isLast = index === effects.length - 1;
      pending.push({
        record: effect,
        branch: `${below}${isLast ? "└─ " : "├─ "}`,
        below: below.length < DRAWN_LEVELS * LEVEL.length ? `${below}${isLast ? LEVEL : "│  "}` : below,
        attempt: attempts[index] ?? "",
      });
    }
  }
  return lines;
}

function effectsByCause(records: readonly LineageRecord[]): ReadonlyMap<string, readonly LineageRecord[]> {
  const effects = new Map<string, LineageRecord[]>();
  for (const record of records) {
    const siblings = effects.get(record.parent);
    if (siblings === undefined) effects.set(record.parent, [record]);
    else siblings.push(record);
  }
  return effects;
}

/** What is tried again is told again, beside what was tried before: which of how many each of them is. */
function attemptsOf(siblings: readonly LineageRecord[]): readonly string[] {
  const names = siblings.map(({ kind, resource, subject = "" }) => `${kind} ${resource} ${subject}`);
  const counts = new Map<string, number>();
  const numbers = names.map((name) => {
    const number = (counts.get(name) ?? 0) + 1;
    counts.set(name, number);
    return number;
  });
  return names.map((name, index) => (counts.get(name) === 1 ? "" : ` [${numbers[index]} of ${counts.get(name)}]`));
}

function lineOf({ kind, resource, outcome, reason, subject }: LineageRecord): string {
  const service = parseArn(resource)?.service;
  const foreign = service === undefined || kind.startsWith(`${service}.`) ? "" : `${service}:`;
  const name = resource === "" ? "" : ` ${foreign}${resourceName(resource)}`;
  const about = subject === undefined || subject === "" ? "" : ` (${subject})`;
  return `${kind}${name}${about} ${outcome}${reason === undefined ? "" : `: ${reason}`}`;
}
