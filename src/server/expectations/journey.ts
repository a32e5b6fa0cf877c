/** The story of an event as text: every step from its cause to its last effects, and why something did not happen. */
import type { LineageLog } from "../../platform/lineage/lineage-log.ts";
import type { LineageRecord } from "../../platform/lineage/lineage.ts";
import { firstMoment, storyTree } from "../story/story-tree.ts";
import { JOURNEY_LINES_SHOWN, JOURNEYS_SHOWN } from "./limits.ts";

/** With what an event can begin that is worth telling. */
const BEGINNINGS =
  /^(?:sns\.published|sqs\.message|s3\.notification|apigateway\.request|lambda\.(?:invocation|throttled|event))$/;

/** What of a trace is told. */
export type Telling = (trace: readonly LineageRecord[]) => readonly LineageRecord[];

/** The whole journeys that records belong to, or a part of them, each once, the oldest first: the newest few of them. */
export function journeys(
  lineage: LineageLog,
  records: readonly LineageRecord[],
  telling: Telling = (trace) => trace,
): string {
  const told = new Set<string>();
  const traces: (readonly LineageRecord[])[] = [];
  for (const { id } of records.toReversed()) {
    if (traces.length === JOURNEYS_SHOWN) break;
    if (told.has(id)) continue;
    const trace = lineage.trace(id);
    for (const each of trace) told.add(each.id);
    traces.unshift(telling(trace));
  }
  // The times of all of them are since the first, so that they can be compared.
  const since = firstMoment(traces.flat());
  return traces.map((trace) => journey(trace, since)).join("\n\n");
}

/** The newest events of whichever kind. */
export function newestEvents(lineage: LineageLog): readonly LineageRecord[] {
  return [...lineage.all()].filter(({ kind }) => BEGINNINGS.test(kind));
}

/** The tree as far as a person reads it. */
function journey(trace: readonly LineageRecord[], since: number): string {
  const lines = storyTree(trace, since).trimEnd().split("\n");
  const left = lines.length - JOURNEY_LINES_SHOWN;
  return [...lines.slice(0, JOURNEY_LINES_SHOWN), ...(left > 0 ? [`  ... and ${left} more`] : [])].join("\n");
}
