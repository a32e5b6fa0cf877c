/** The running total of what a bucket holds, and the sequence of its events. */
import type { WriteScope } from "../../../platform/scope.ts";
import { tallies } from "../keyspaces.ts";
import type { TallyRecord } from "../keyspaces.ts";

const EMPTY: TallyRecord = { bytes: 0, objects: 0, sequencer: 0 };

/** Sequencers of one millisecond: a thousand, before they run ahead of the clock. */
const SEQUENCERS_PER_MILLISECOND = 1000;

/** Adds to the total; parts of uploads under way count as bytes, as AWS bills them. */
export function tally(
  at: WriteScope,
  bucket: string,
  change: { readonly bytes: number; readonly objects: number },
): void {
  const before = tallies.get(at.tx, [bucket]) ?? EMPTY;
  const after = { ...before, bytes: before.bytes + change.bytes, objects: before.objects + change.objects };
  tallies.put(at.tx, [bucket], after);
}

/** A sequencer above every one that the bucket gave before, and so above every one of each key. */
export function nextSequencer(at: WriteScope, bucket: string): string {
  const before = tallies.get(at.tx, [bucket]) ?? EMPTY;
  const sequencer = Math.max(before.sequencer + 1, at.now * SEQUENCERS_PER_MILLISECOND);
  tallies.put(at.tx, [bucket], { ...before, sequencer });
  return sequencer.toString(16).toUpperCase().padStart(18, "0");
}
