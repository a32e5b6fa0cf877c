/** A disk that fails at each place where the store writes: nothing is acknowledged, and nothing refused comes back. */
import { cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { seededRandom } from "../kernel/random.ts";
import { BlobsFailed } from "./blobs.ts";
import { type Fault, FaultyDisk } from "./faulty-disk.fixture.ts";
import { openFileBlobs } from "./file-blobs.ts";
import { openJournaledEngine } from "./journal/journaled-engine.ts";
import { APPLY_BYTES } from "./limits.ts";
import { memoryEngine } from "./memory-engine.ts";
import { openStore } from "./open-store.ts";
import { OverlayStore } from "./overlay-store.ts";
import { type Store, StoreFailed } from "./store.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sluice-faults-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const put = (store: Store, key: string, size = 2_000): Promise<void> =>
  store.write((tx) => tx.put(key, Buffer.alloc(size, 1))).committed;
const keys = (store: Store): string[] =>
  store.read((tx) => [...tx.range({ from: "a", to: "zz" })].map(({ key }) => key));

describe("a fault of the disk under the journal", () => {
  it.each<Fault>([
    { site: "write", code: "EIO", manner: "refused" },
    { site: "write", code: "ENOSPC", manner: "cut short" },
    { site: "write", code: "EIO", manner: "done" },
  ])("stops the store, which goes on showing what is on disk: $code, the $site is $manner", async (fault) => {
    const disk = new FaultyDisk();
    const directory = join(folder, "data");
    const opened = await openStore({ directory, random: seededRandom(1), disk });
    const { store } = opened;
    await put(store, "a");
    store.write((tx) => tx.put("kept", Buffer.from("1")));
    await store.synced();
    disk.fail(fault);
    const change = store.write((tx) => {
      tx.put("refused", Buffer.alloc(5_000, 2));
      tx.delete("kept");
    });
    await expect(change.committed).rejects.toThrow(StoreFailed);
    expect(store.failure()?.message).toMatch(fault.code);
    expect(() => put(store, "later")).toThrow(StoreFailed);
    expect(keys(store)).toEqual(["a", "kept"]);
    disk.heal();
    expect(() => put(store, "later")).toThrow(StoreFailed);
    // What a crash at this moment would leave; the store itself may still bring order into its files.
    const left = join(folder, "left");
    cpSync(directory, left, { recursive: true, filter: (path) => !/lock/.test(path.slice(directory.length)) });
    await expect(opened.close()).rejects.toThrow(StoreFailed);
    for (const place of [left, directory]) {
      const again = await openStore({ directory: place, random: seededRandom(2) });
      expect(keys(again.store)).toEqual(["a", "kept"]);
      await put(again.store, "later");
      await again.close();
    }
  });
});

describe("a fault of the disk under the rows", () => {
  it("is told at once, not only when somebody writes, and shows everything that was acknowledged", async () => {
    const rows = memoryEngine();
    let isBroken = true;
    const broken = {
      ...rows,
      commit: (writes: Parameters<typeof rows.commit>[0]) =>
        isBroken ? Promise.reject(new Error("EIO: i/o error")) : rows.commit(writes),
    };
    const files = [join(folder, "0"), join(folder, "1")] as const;
    isBroken = false;
    const store = new OverlayStore(await openJournaledEngine(broken, { files, random: seededRandom(1) }));
    isBroken = true;
    await put(store, "a", APPLY_BYTES);
    await new Promise((resolve) => setImmediate(resolve));
    expect(store.failure()?.message).toBe("the store stopped because a commit failed: EIO: i/o error");
    expect(() => put(store, "b")).toThrow(StoreFailed);
    expect(keys(store)).toEqual(["a"]);
    await expect(store.close()).rejects.toThrow("EIO");
    isBroken = false;
    const again = new OverlayStore(await openJournaledEngine(rows, { files, random: seededRandom(2) }));
    expect(keys(again)).toEqual(["a"]);
    await again.close();
  });
});

describe("a fault of the disk under the bodies", () => {
  it.each<Fault>([
    { site: "write", code: "ENOSPC", manner: "refused" },
    { site: "write", code: "EIO", manner: "done" },
    { site: "fsync", code: "EIO", manner: "done" },
  ])("refuses the body, says why until one is stored, and leaves nothing: $code, $site", async (fault) => {
    const disk = new FaultyDisk();
    const directory = join(folder, "blobs");
    const blobs = await openFileBlobs(directory, { random: seededRandom(1), disk });
    const kept = await blobs.put([Buffer.from("kept")], 100);
    expect(blobs.failure()).toBeUndefined();
    disk.fail(fault);
    await expect(blobs.put([Buffer.from("refused")], 100)).rejects.toThrow(BlobsFailed);
    expect(blobs.failure()?.message).toBe(`a body could not be stored: ${fault.code}: a fault, ${fault.site}`);
    expect(Buffer.from(await blobs.readAll(kept.id)).toString()).toBe("kept");
    expect(readdirSync(join(directory, "incoming"))).toEqual([]);
    expect(await ids(blobs.list())).toEqual([kept.id]);
    disk.heal();
    await expect(blobs.put(breaking(), 100)).rejects.toThrow("the client left");
    expect(blobs.failure()).toBeInstanceOf(BlobsFailed);
    await blobs.put([Buffer.from("later")], 100);
    expect(blobs.failure()).toBeUndefined();
  });

  it("gives no name to a body whose folder cannot be synced", async () => {
    const disk = new FaultyDisk();
    const directory = join(folder, "blobs");
    const blobs = await openFileBlobs(directory, { random: seededRandom(1), disk });
    const body = async function* (): AsyncGenerator<Uint8Array> {
      yield Buffer.from("refused");
      const { fsync } = disk;
      let syncs = 0;
      // The first sync is the file's own, the second that of its folder.
      Object.assign(disk, {
        fsync: (descriptor: number, done: (error: Error | null) => void) =>
          ++syncs === 1 ? fsync(descriptor, done) : done(new Error("EIO: i/o error, fsync")),
      });
    };
    await expect(blobs.put(body(), 100)).rejects.toThrow(BlobsFailed);
    expect(await ids(blobs.list())).toEqual([]);
  });
});

async function ids(list: AsyncIterable<string>): Promise<string[]> {
  const found: string[] = [];
  for await (const id of list) found.push(id);
  return found;
}

async function* breaking(): AsyncGenerator<Uint8Array> {
  yield Buffer.from("the first part");
  throw new Error("the client left");
}
