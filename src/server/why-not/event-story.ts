/** The part of a story that is about one event: without what else its sender sent in the same batch or invocation. */
import type { LineageRecord } from "../../platform/lineage/lineage.ts";

/** Causes that are about one event alone, so that their other effects are the event's too. */
const ABOUT_ONE_EVENT =
  /^(sqs\.(SendMessage|message|redrive)|sns\.(Publish|published|delivery|redrive)|s3\.(notification|[A-Z]\w+))$/;

/** The records of the event that `id` names, in the order of the tree. */
export function eventStory(records: readonly LineageRecord[], id: string): readonly LineageRecord[] {
  const byId = new Map(records.map((record) => [record.id, record]));
  const told = new Set<string>();
  for (const record of records) {
    if (record.id === id || record.subject === id || record.traceId === id) told.add(beginningOf(record, byId).id);
  }
  // A cause comes before its effects in the order of the tree, except in a ring, which no event of AWS makes.
  return records.filter((record) => {
    if (!told.has(record.id) && !told.has(record.parent)) return false;
    told.add(record.id);
    return true;
  });
}

function beginningOf(record: LineageRecord, byId: ReadonlyMap<string, LineageRecord>): LineageRecord {
  let beginning = record;
  const met = new Set([record.id]);
  for (;;) {
    const parent = byId.get(beginning.parent);
    if (parent === undefined || met.has(parent.id) || !ABOUT_ONE_EVENT.test(parent.kind)) return beginning;
    met.add(parent.id);
    beginning = parent;
  }
}
