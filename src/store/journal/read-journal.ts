/** What a crash left in the journal: the groups that were acknowledged, or may have been, and are not in the engine yet. */
import { readFileSync } from "node:fs";
import { ifThere } from "../if-there.ts";
import { StoreDamaged } from "../store.ts";
import { type JournalRecord, type RecordCodec, RECORD_STEP_BYTES } from "./journal-record.ts";

const NO_BYTES = Buffer.alloc(0);

/**
 * The records behind `applied` of the volumes in `paths`, in order.
 *
 * The last group may be torn: nobody was told of it, and it is left out. A group that is torn or missing with a later one
 * behind it was not torn by a crash.
 * @throws StoreDamaged when a group is missing that was acknowledged
 */
export function readJournal(paths: readonly string[], codec: RecordCodec, applied: number): readonly JournalRecord[] {
  const records: JournalRecord[] = [];
  for (const path of paths) {
    const volume = ifThere(() => readFileSync(path)) ?? NO_BYTES;
    for (let start = 0; start < volume.length;) {
      const read = codec.read(volume, start);
      if (read !== undefined && read.record.sequence > applied) records.push(read.record);
      start += read?.bytes ?? RECORD_STEP_BYTES;
    }
  }
  records.sort((one, other) => one.sequence - other.sequence);
  for (const [index, { sequence }] of records.entries()) {
    if (sequence === applied + 1 + index) continue;
    throw new StoreDamaged(
      `the journal (${paths.join(", ")}) is damaged: the group ${applied + 1 + index} is not whole, and ${sequence} is`,
      {},
    );
  }
  return records;
}
