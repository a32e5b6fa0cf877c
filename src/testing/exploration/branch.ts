/** The part of an event's journey that tells of a failure: a topic's other deliveries and Lambda's own affairs do not. */
import type { LineageRecord } from "../../platform/lineage/lineage.ts";

/** What a function's environment needs: it says nothing of the event, as long as it succeeds. */
const OWN_AFFAIRS = /^(?:sts\.AssumeRole|logs\.)/;

/**
 * All that led to the records that are meant and to the faults, and all that these led to; a fault is told with what it
 * struck, and a function with what else it did. All of the trace where nothing of it is meant.
 */
export function branchOf(trace: readonly LineageRecord[], meant: readonly LineageRecord[]): readonly LineageRecord[] {
  const byId = new Map(trace.map((record) => [record.id, record]));
  const isMeant = new Set(meant.map(({ id }) => id));
  const heads = trace.flatMap((record) => {
    if (record.kind === "fault") return [byId.get(record.parent) ?? record];
    return isMeant.has(record.id) ? [record] : [];
  });
  const told = new Set<string>(heads.map(({ id }) => id));
  // A trace has each record after the one that it follows from.
  for (const { id, parent } of trace) if (told.has(parent)) told.add(id);
  const above = new Set(heads.flatMap((head) => ancestors(head, byId)));
  for (const { id, parent } of trace) {
    // Of a function that led to it, what else it did by itself.
    const isBesides = above.has(parent) && byId.get(parent)?.kind === "lambda.invocation";
    if (above.has(id) || isBesides) told.add(id);
  }
  return trace.filter(
    ({ id, kind, outcome }) => (told.size === 0 || told.has(id)) && !(outcome === "ok" && OWN_AFFAIRS.test(kind)),
  );
}

function ancestors({ parent }: LineageRecord, byId: ReadonlyMap<string, LineageRecord>): readonly string[] {
  const found: string[] = [];
  for (let each = byId.get(parent); each !== undefined && !found.includes(each.id); each = byId.get(each.parent)) {
    found.push(each.id);
  }
  return found;
}
