/** What every engine does, as one suite that each engine's test runs. */
import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Engine, Entry, Key, RangeOptions, WriteSet } from "./store.ts";

/** An engine under test, with what its test knows of it. */
export interface EngineUnderTest {
  readonly engine: Engine;
  /** Closes the engine and opens its rows again; absent where rows end with the process. */
  readonly reopen?: () => Promise<Engine>;
  readonly discard: () => Promise<void>;
}

/** Declares the suite for one kind of engine. */
export function engineContract(name: string, make: () => Promise<EngineUnderTest>): void {
  describe(`${name}, as an engine`, () => {
    let subject: EngineUnderTest;
    beforeEach(async () => {
      subject = await make();
    });
    afterEach(() => subject.discard());

    it("answers undefined for a key that was never written", () => {
      expect(subject.engine.get("absent")).toBeUndefined();
      expect([...subject.engine.range({ from: "a", to: "z" })]).toEqual([]);
    });

    it("shows what was committed, the last write of a key winning", async () => {
      await subject.engine.commit([
        writes([
          ["a", 1],
          ["b", 2],
        ]),
        writes([
          ["a", 3],
          ["b", null],
        ]),
      ]);
      expect(subject.engine.get("a")).toEqual(bytes(3));
      expect(subject.engine.get("b")).toBeUndefined();
    });

    it.each(VALUE_SIZES)("keeps a value of %i bytes", async (size) => {
      const value = Buffer.alloc(size, 0xab);
      await subject.engine.commit([
        new Map([
          ["a", value],
          ["b", bytes(1)],
        ]),
      ]);
      expect(Buffer.from(subject.engine.get("a") ?? []).equals(value)).toBe(true);
      const [first, second] = [...subject.engine.range({ from: "a", to: "c" })];
      expect(Buffer.from(first?.value ?? []).equals(value)).toBe(true);
      expect(second?.value).toEqual(bytes(1));
    });

    it("orders keys by their bytes, whatever the bytes", async () => {
      const keys = ["\0", "\0\0", "\0\xff", "a", "a\0", "aa", "\x7f", "\x80", "\xff", "\xff\xff"];
      await subject.engine.commit([writes(keys.toReversed().map((key) => [key, 1]))]);
      expect([...subject.engine.range({ from: "\0", to: "\xff\xff\xff" })].map((row) => row.key)).toEqual(keys);
    });

    it("keeps values that were read while others are read and written", async () => {
      await subject.engine.commit([
        writes([
          ["a", 1],
          ["b", 2],
        ]),
      ]);
      const held = [subject.engine.get("a"), ...[...subject.engine.range({ from: "a", to: "c" })].map(valueOf)];
      subject.engine.get("b");
      await subject.engine.commit([
        writes([
          ["a", 9],
          ["b", 9],
        ]),
      ]);
      subject.engine.get("a");
      expect(held).toEqual([bytes(1), bytes(1), bytes(2)]);
    });

    it("lets a visit be left early", async () => {
      await subject.engine.commit([writes(LETTERS.map((key, index) => [key, index]))]);
      for (const row of subject.engine.range({ from: "a", to: "z" })) if (row.key === "b") break;
      await subject.engine.commit([writes([["b", null]])]);
      expect([...subject.engine.range({ from: "a", to: "d" })].map((row) => row.key)).toEqual(["a", "c"]);
    });

    it("visits ranges as a sorted list would", async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(arbitraryWrites, { maxLength: 6 }),
          fc.array(arbitraryRange),
          async (sets, ranges) => {
            const other = await make();
            try {
              const model = new Map<Key, Uint8Array>();
              for (const set of sets) {
                await other.engine.commit([set]);
                applyTo(model, set);
                for (const range of ranges) {
                  expect(plain(other.engine.range(range))).toEqual(plain(modelRange(model, range)));
                  expect(keysOf(other.engine.range({ ...range, keysOnly: true }))).toEqual(
                    keysOf(modelRange(model, range)),
                  );
                }
              }
              const engine = (await other.reopen?.()) ?? other.engine;
              for (const range of ranges) expect(plain(engine.range(range))).toEqual(plain(modelRange(model, range)));
            } finally {
              await other.discard();
            }
          },
        ),
        { numRuns: 40 },
      );
    });
  });
}

const VALUE_SIZES = [0, 1, 1024, 4096, 33_000, 1_048_576, 20_000_000];
const LETTERS = [..."abcdefghij"];

/** Keys over a small alphabet, so that they meet, with the bytes at which encodings go wrong. */
export const arbitraryKey: fc.Arbitrary<Key> = fc
  .array(fc.constantFrom("\0", "a", "b", "\xff"), { minLength: 1, maxLength: 4 })
  .map((characters) => characters.join(""));

export const arbitraryWrites: fc.Arbitrary<WriteSet> = fc
  .array(fc.tuple(arbitraryKey, fc.option(fc.nat(255), { nil: null })), { maxLength: 30 })
  .map((entries) => writes(entries));

export const arbitraryRange: fc.Arbitrary<RangeOptions> = fc.record(
  { from: arbitraryKey, to: arbitraryKey, reverse: fc.boolean(), limit: fc.nat(5) },
  { requiredKeys: ["from", "to"] },
);

/** A write set from keys and single-byte values. */
export function writes(entries: readonly (readonly [Key, number | null])[]): WriteSet {
  return new Map(entries.map(([key, value]) => [key, value === null ? null : bytes(value)]));
}

export function bytes(...values: number[]): Uint8Array {
  return Buffer.from(values);
}

export function applyTo(model: Map<Key, Uint8Array>, set: WriteSet): void {
  for (const [key, value] of set) {
    if (value === null) model.delete(key);
    else model.set(key, value);
  }
}

/** What a range over the model shows: the definition, in the plainest terms. */
export function modelRange(model: ReadonlyMap<Key, Uint8Array>, range: RangeOptions): Entry[] {
  const rows = [...model]
    .filter(([key]) => key >= range.from && key < range.to)
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([key, value]) => ({ key, value }));
  return (range.reverse ? rows.toReversed() : rows).slice(0, range.limit ?? rows.length);
}

/** Rows in a form that compares by content, whatever kind of array carries the bytes. */
export function plain(rows: Iterable<Entry>): string[] {
  return [...rows].map(({ key, value }) => `${JSON.stringify(key)}=${Buffer.from(value).toString("hex")}`);
}

export function keysOf(rows: Iterable<Entry>): Key[] {
  return [...rows].map(({ key }) => key);
}

function valueOf(entry: Entry): Uint8Array {
  return entry.value;
}
