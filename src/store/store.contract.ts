/** What the overlay store does over every engine, as one suite that each engine's test runs. */
import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { applyTo, arbitraryRange, arbitraryWrites, bytes, keysOf, modelRange, plain } from "./engine.contract.ts";
import type { EngineUnderTest } from "./engine.contract.ts";
import { OverlayStore } from "./overlay-store.ts";
import type { Key, Store, WriteSet } from "./store.ts";

/** Declares the suite for the store over one kind of engine. */
export function storeContract(name: string, make: () => Promise<EngineUnderTest>): void {
  describe(`the store over ${name}`, () => {
    let subject: EngineUnderTest;
    let store: Store;
    beforeEach(async () => {
      subject = await make();
      store = new OverlayStore(subject.engine);
    });
    afterEach(async () => {
      await store.close();
      await subject.discard();
    });

    it("shows a write to every later transaction at once, before and after its commit", async () => {
      const { committed } = put(store, "a", 1);
      expect(get(store, "a")).toEqual(bytes(1));
      await committed;
      expect(get(store, "a")).toEqual(bytes(1));
    });

    it("shows a transaction its own writes, in point reads and in ranges", () => {
      const { result } = store.write((tx) => {
        tx.put("a", bytes(1));
        tx.put("b", bytes(2));
        tx.delete("a");
        return [tx.get("a"), tx.get("b"), plain(tx.range({ from: "a", to: "z" }))];
      });
      expect(result).toEqual([undefined, bytes(2), ['"b"=02']]);
    });

    it("changes nothing when the body throws", async () => {
      await put(store, "a", 1).committed;
      put(store, "b", 2);
      expect(() =>
        store.write((tx) => {
          tx.put("a", bytes(9));
          tx.delete("b");
          tx.put("b", bytes(9));
          tx.put("c", bytes(9));
          expect(plain(tx.range(EVERYTHING))).toHaveLength(3);
          throw new Error("refused");
        }),
      ).toThrow("refused");
      expect(all(store)).toEqual(['"a"=01', '"b"=02']);
      await store.synced();
      expect(all(store)).toEqual(['"a"=01', '"b"=02']);
    });

    it("resolves commits in the order of the writes", async () => {
      const order: number[] = [];
      await Promise.all(
        NUMBERS.map((number) => put(store, `${number}`, number).committed.then(() => order.push(number))),
      );
      expect(order).toEqual(NUMBERS);
    });

    it("holds back a transaction that only read until what it saw is synced", async () => {
      const order: string[] = [];
      const written = put(store, "a", 1).committed.then(() => order.push("writer"));
      const seen = store.write((tx) => tx.get("a")).committed.then(() => order.push("reader"));
      const synced = store.synced().then(() => order.push("synced"));
      await Promise.all([written, seen, synced]);
      expect(order).toEqual(["writer", "reader", "synced"]);
    });

    it("lets a visit meet what is written ahead of it, and go on past what is deleted", async () => {
      store.write((tx) => NUMBERS.forEach((number) => tx.put(`${number}`, bytes(number))));
      await store.synced();
      const { result } = store.write((tx) => {
        const seen: Key[] = [];
        for (const { key } of tx.range({ from: "1", to: "9" })) {
          seen.push(key);
          tx.delete(key);
          if (key === "2") tx.delete("4");
          if (key === "3") tx.put("35", bytes(0));
        }
        return seen;
      });
      expect(result).toEqual(["1", "2", "3", "35", "5"]);
      expect(all(store)).toEqual([]);
      await store.synced();
      expect(all(store)).toEqual([]);
    });

    it("visits ranges as a sorted list would, whatever is on its way to the engine", async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(arbitraryStep, { maxLength: 12 }),
          fc.array(arbitraryRange),
          async (steps, ranges) => {
            const other = await make();
            const overlay = new OverlayStore(other.engine);
            try {
              const model = new Map<Key, Uint8Array>();
              for (const { set, wait, fail } of steps) {
                if (!fail) applyTo(model, set);
                write(overlay, set, fail);
                if (wait === "turn") await new Promise((resolve) => setImmediate(resolve));
                if (wait === "synced") await overlay.synced();
                for (const range of ranges) {
                  expect(overlay.read((tx) => plain(tx.range(range)))).toEqual(plain(modelRange(model, range)));
                  expect(overlay.read((tx) => keysOf(tx.range({ ...range, keysOnly: true })))).toEqual(
                    keysOf(modelRange(model, range)),
                  );
                  const key = range.from;
                  expect(get(overlay, key)?.[0]).toEqual(model.get(key)?.[0]);
                }
              }
            } finally {
              await overlay.close();
              await other.discard();
            }
          },
        ),
        { numRuns: 60 },
      );
    });
  });
}

const NUMBERS = [1, 2, 3, 4, 5];
const EVERYTHING = { from: "\0", to: "\xff\xff" };

const arbitraryStep = fc.record({
  set: arbitraryWrites,
  wait: fc.constantFrom("nothing", "turn", "synced"),
  fail: fc.boolean(),
});

function put(store: Store, key: Key, value: number): { committed: Promise<void> } {
  return store.write((tx) => tx.put(key, bytes(value)));
}

function get(store: Store, key: Key): Uint8Array | undefined {
  return store.read((tx) => tx.get(key));
}

function all(store: Store): string[] {
  return store.read((tx) => plain(tx.range(EVERYTHING)));
}

/** Writes a set in one transaction, which throws after its last write when it is to fail. */
function write(store: Store, set: WriteSet, fail: boolean): void {
  const refused = new Error("refused");
  try {
    store.write((tx) => {
      for (const [key, value] of set) {
        if (value === null) tx.delete(key);
        else tx.put(key, value);
      }
      if (fail) throw refused;
    });
  } catch (error) {
    if (error !== refused) throw error;
  }
}
