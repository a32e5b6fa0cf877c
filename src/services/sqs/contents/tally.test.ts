/** The row of a queue's counters: all of them come back from it, and what most queues do not count is not in it. */
import { expect, it } from "vitest";
import { emptyTally, type Tally, tallyCodec } from "./tally.ts";

const COMMON = {
  serial: 1,
  lastEnqueuedAt: 2,
  frontEnqueuedAt: 3,
  frontSerial: 4,
  visible: 5,
  inFlight: 6,
  delayed: 7,
};

it.each<[string, Partial<Tally>, number]>([
  ["a standard queue without groups", {}, 56],
  ["a fair queue", { inGroups: 8, lastGroupedAt: 9 }, 80],
  ["a fair queue that is empty", { lastGroupedAt: 9 }, 80],
  ["a FIFO queue with messages in flight", { groupsInFlight: 10 }, 80],
  ["a FIFO queue that is deeper than a receive sees", { viewEndEnqueuedAt: 11, viewEndSerial: 12 }, 104],
  ["one with messages in flight", { groupsInFlight: 10, viewEndEnqueuedAt: 11, viewEndSerial: 12 }, 104],
  ["one with groups that wait", { groupsBehindView: 13, viewEndEnqueuedAt: 11, viewEndSerial: 12 }, 104],
])("of %s", (_, counted, bytes) => {
  const tally: Tally = { ...emptyTally(), ...COMMON, ...counted };
  const row = tallyCodec.encode(tally);
  expect(row).toHaveLength(bytes);
  expect(tallyCodec.decode(Uint8Array.from(row))).toEqual(tally);
});

it("of a version that did not count the groups behind the view says that there may be any number of them", () => {
  const tally: Tally = { ...emptyTally(), ...COMMON, viewEndEnqueuedAt: 11, viewEndSerial: 12 };
  const row = tallyCodec.encode(tally).subarray(0, 96);
  expect(tallyCodec.decode(Uint8Array.from(row))).toEqual({ ...tally, groupsBehindView: Infinity });
});

it("of one queue is not taken for that of another", () => {
  const one = tallyCodec.encode({ ...emptyTally(), serial: 1 });
  const other = tallyCodec.encode({ ...emptyTally(), serial: 2 });
  expect([one, other, one].map((row) => tallyCodec.decode(row).serial)).toEqual([1, 2, 1]);
});
