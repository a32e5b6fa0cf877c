/** What the overlay store promises beyond its suite: groups, order, overload, and the end after a failed commit. */
import { describe, expect, it } from "vitest";
import { seededRandom } from "../kernel/random.ts";
import { bytes } from "./engine.contract.ts";
import { memoryEngine } from "./memory-engine.ts";
import { OverlayStore } from "./overlay-store.ts";
import type { Engine, Key, Transaction, WriteSet } from "./store.ts";
import { StoreFailed, StoreOverloaded } from "./store.ts";

/** An engine of which the test decides when each commit ends, and how. */
function steppedEngine(): { engine: Engine; groups: Key[][]; finish: (failure?: Error) => Promise<void> } {
  const rows = memoryEngine();
  const groups: Key[][] = [];
  let end: ((failure?: Error) => void) | undefined;
  const engine: Engine = {
    ...rows,
    commit(writes: readonly WriteSet[]) {
      groups.push(writes.flatMap((set) => [...set.keys()]));
      return new Promise((resolve, reject) => {
        end = (failure) => (failure === undefined ? rows.commit(writes).then(resolve, reject) : reject(failure));
      });
    },
  };
  return {
    engine,
    groups,
    async finish(failure) {
      end?.(failure);
      await turn();
      await turn();
    },
  };
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function restoreOrder(model: Set<Key>): void {
  const sorted = [...model].toSorted();
  model.clear();
  for (const key of sorted) model.add(key);
}

function put(store: OverlayStore, key: Key, size = 1): Promise<void> {
  return store.write((tx) => tx.put(key, new Uint8Array(size))).committed;
}

describe("the overlay store", () => {
  it("commits what was written together as one group, and what came meanwhile as the next", async () => {
    const { engine, groups, finish } = steppedEngine();
    const store = new OverlayStore(engine);
    const done: Key[] = [];
    for (const key of ["a", "b"]) void put(store, key).then(() => done.push(key));
    await turn();
    for (const key of ["c", "d"]) void put(store, key).then(() => done.push(key));
    await turn();
    expect({ groups, done }).toEqual({ groups: [["a", "b"]], done: [] });
    await finish();
    expect({ groups, done }).toEqual({
      groups: [
        ["a", "b"],
        ["c", "d"],
      ],
      done: ["a", "b"],
    });
    await finish();
    expect(done).toEqual(["a", "b", "c", "d"]);
  });

  it("shows the newest of what is collected, on its way and stored", async () => {
    const { engine, finish } = steppedEngine();
    const store = new OverlayStore(engine);
    void put(store, "k", 1);
    await turn();
    await finish();
    void put(store, "k", 2);
    await turn();
    void put(store, "k", 3);
    const length = (): number | undefined => store.read((tx) => tx.get("k"))?.length;
    expect(length()).toBe(3);
    store.write((tx) => tx.delete("k"));
    expect(length()).toBeUndefined();
    await finish();
    expect(length()).toBeUndefined();
    await finish();
    expect(length()).toBeUndefined();
  });

  it("stops for good when a commit fails: nothing more is acknowledged, and it says why", async () => {
    const { engine, groups, finish } = steppedEngine();
    const store = new OverlayStore(engine);
    const outcomes = [put(store, "a")];
    await turn();
    outcomes.push(put(store, "b"));
    await finish(new Error("ENOSPC: no space left on device"));
    for (const outcome of await Promise.allSettled(outcomes)) {
      expect(outcome).toMatchObject({ status: "rejected", reason: { name: "StoreFailed", retryable: true } });
    }
    expect(store.failure()?.message).toContain("ENOSPC: no space left on device");
    expect(() => put(store, "c")).toThrow(StoreFailed);
    await expect(store.synced()).rejects.toThrow(StoreFailed);
    // Reads go on. What was refused is not there, as it will not be after a restart.
    expect(store.read((tx) => [tx.get("a"), tx.get("b"), tx.get("c")])).toEqual([undefined, undefined, undefined]);
    await turn();
    expect(groups).toEqual([["a"]]);
    await expect(store.close()).rejects.toThrow(StoreFailed);
  });

  it("refuses writes, and applies nothing of them, while too much waits for the disk", async () => {
    const { engine, finish } = steppedEngine();
    const store = new OverlayStore(engine, { maximumPendingBytes: 100 });
    const first = put(store, "a", 200);
    await turn();
    expect(() => put(store, "b")).toThrow(StoreOverloaded);
    expect(store.read((tx) => tx.get("b"))).toBeUndefined();
    await finish();
    await first;
    void put(store, "b");
    expect(store.read((tx) => tx.get("b"))).toBeDefined();
  });

  it("answers synced at once when nothing is pending", async () => {
    const store = new OverlayStore(memoryEngine());
    await put(store, "a");
    let synced = false;
    void store.synced().then(() => (synced = true));
    await Promise.resolve();
    expect(synced).toBe(true);
  });

  it("shows the front of a queue as it is, while those before it took from it and put back", async () => {
    const store = new OverlayStore(memoryEngine());
    const random = seededRandom(7);
    const model = new Set<Key>();
    const keyAt = (place: number): Key => String(place).padStart(6, "0");
    let last = 0;
    for (let step = 0; step < 3000; step++) {
      const choice = random.uint32() % 10;
      const [from, to] = [keyAt(choice === 0 ? random.uint32() % (last + 1) : 0), keyAt(last + 1)];
      const expected = [...model].filter((key) => key >= from).slice(0, 10);
      const take = (tx: Transaction): Key[] => {
        const taken = [...tx.range({ from, to, limit: 10 })].map((row) => row.key);
        for (const key of taken) tx.delete(key);
        if (choice === 1) throw new Error("refused");
        return taken;
      };
      if (choice === 1) expect(() => store.write(take)).toThrow("refused");
      else {
        expect(store.write(take).result).toEqual(expected);
        for (const key of expected) model.delete(key);
      }
      const added = choice === 2 ? [random.uint32() % (last + 1)] : Array.from({ length: 10 }, () => last++);
      store.write((tx) => added.forEach((place) => tx.put(keyAt(place), bytes(1))));
      for (const place of added) model.add(keyAt(place));
      if (choice === 2) restoreOrder(model);
      if (choice === 3) await turn();
      if (choice === 4 && step % 7 === 0) await store.synced();
    }
  });

  it("commits what is queued before it closes, and refuses writes from then on", async () => {
    const { engine, groups, finish } = steppedEngine();
    const store = new OverlayStore(engine);
    const written = put(store, "a");
    const closed = store.close();
    expect(() => put(store, "b")).toThrow("closed");
    await turn();
    await finish();
    await Promise.all([written, closed, store.close()]);
    expect(groups).toEqual([["a"]]);
  });

  it("refuses a transaction that is used after its body, or begun in another's body", () => {
    const store = new OverlayStore(memoryEngine());
    const kept = store.write((tx) => tx).result;
    expect(() => kept.put("a", bytes(1))).toThrow("after its body");
    expect(() => kept.get("a")).toThrow("after its body");
    expect(() => store.write(() => store.write(() => {}))).toThrow("inside another");
  });
});
