/** The LMDB engine under the suites of every engine, and what only a file on a disk can show. */
import { mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { engineContract, writes } from "../engine.contract.ts";
import type { EngineUnderTest } from "../engine.contract.ts";
import { storeContract } from "../store.contract.ts";
import { StoreDamaged } from "../store.ts";
import { openLmdbEngine } from "./lmdb-engine.ts";

async function inFreshFolder(): Promise<EngineUnderTest> {
  const folder = mkdtempSync(join(tmpdir(), "sluice-lmdb-"));
  const file = join(folder, "rows.mdb");
  let engine = openLmdbEngine(file);
  return {
    engine,
    async reopen() {
      await engine.close();
      engine = openLmdbEngine(file);
      return engine;
    },
    async discard() {
      await engine.close();
      rmSync(folder, { recursive: true });
    },
  };
}

engineContract("the LMDB engine", inFreshFolder);
storeContract("the LMDB engine", inFreshFolder);

describe("the LMDB engine, on disk", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "sluice-lmdb-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("refuses a key that is too long, by its length", async () => {
    const engine = openLmdbEngine(join(folder, "rows.mdb"));
    await expect(engine.commit([writes([["k".repeat(1979), 1]])])).rejects.toThrow("1979");
    expect(() => engine.get("k".repeat(1979))).toThrow("a key has from 1 to 1978 bytes");
    await engine.commit([writes([["k".repeat(1978), 1]])]);
    expect(engine.get("k".repeat(1978))).toBeDefined();
    await engine.close();
  });

  it("keeps many keys of the greatest length apart", async () => {
    const engine = openLmdbEngine(join(folder, "rows.mdb"));
    const keys = Array.from({ length: 300 }, (_, index) => String(index).padStart(1978, "0"));
    await engine.commit([writes(keys.map((key) => [key, 1]))]);
    expect([...engine.range({ from: keys[0] ?? "", to: "1" })].map((row) => row.key)).toEqual(keys);
    await engine.close();
  });

  it("keeps a value of no bytes, whether its memory has an address or none", async () => {
    const file = join(folder, "rows.mdb");
    const [addressed, bare] = [Buffer.alloc(8).subarray(0, 0), new Uint8Array(0)];
    // From here on it has none, as a value has that was part of a snapshot.
    void bare.buffer;
    const engine = openLmdbEngine(file);
    await engine.commit([
      new Map([
        ["addressed", addressed],
        ["bare", bare],
      ]),
    ]);
    expect(Array.from(engine.range({ from: "a", to: "c" }), ({ key, value }) => [key, value.length])).toEqual([
      ["addressed", 0],
      ["bare", 0],
    ]);
    await engine.close();
  });

  it.each(["in the value", "in the checksum"])("detects damage %s and names the key", async (place) => {
    const file = join(folder, "rows.mdb");
    const engine = openLmdbEngine(file);
    const value = Buffer.from("a value that can be found in the file");
    await engine.commit([new Map([["some/key", value]])]);
    await engine.close();
    const content = readFileSync(file);
    for (let at = content.indexOf(value); at >= 0; at = content.indexOf(value, at + 1)) {
      const target = place === "in the value" ? at + 3 : at + value.length + 1;
      content[target] = (content[target] ?? 0) ^ 1;
    }
    writeFileSync(file, content);
    const reopened = openLmdbEngine(file);
    expect(() => reopened.get("some/key")).toThrow(StoreDamaged);
    expect(() => reopened.get("some/key")).toThrow("some/key");
    expect(() => [...reopened.range({ from: "a", to: "z" })]).toThrow(StoreDamaged);
    await reopened.close();
  });

  it.each([0.2, 0.5, 0.8])("detects that the file was cut short, to %d of its length", async (part) => {
    const file = join(folder, "rows.mdb");
    const engine = openLmdbEngine(file);
    const keys = Array.from({ length: 2000 }, (_, index) => `key ${index}`);
    for (let start = 0; start < keys.length; start += 100) {
      await engine.commit([new Map(keys.slice(start, start + 100).map((key) => [key, Buffer.alloc(500, 7)]))]);
    }
    await engine.close();
    truncateSync(file, Math.floor(statSync(file).size * part));
    const reopened = openLmdbEngine(file);
    expect(() => keys.forEach((key) => expect(reopened.get(key)).toBeDefined())).toThrow(StoreDamaged);
    expect(() => [...reopened.range({ from: "a", to: "z" })]).toThrow(StoreDamaged);
    await reopened.close();
  });

  it.each(["none of ours".repeat(5000), "short", "\0".repeat(8192)])(
    "refuses a file that is no file of rows",
    (content) => {
      const file = join(folder, "rows.mdb");
      writeFileSync(file, content);
      expect(() => openLmdbEngine(file)).toThrow(`${file} does not start as a file of rows does`);
    },
  );

  it("grows from a small file to many times its size while it is read", async () => {
    const engine = openLmdbEngine(join(folder, "rows.mdb"));
    const value = Buffer.alloc(64 * 1024, 5);
    for (let group = 0; group < 20; group++) {
      await engine.commit([new Map(Array.from({ length: 50 }, (_, row) => [`${group + 10}/${row + 10}`, value]))]);
      expect(engine.get(`${group + 10}/${rowOf(group)}`)).toHaveLength(value.length);
    }
    expect([...engine.range({ from: "1", to: "9" })]).toHaveLength(1000);
    await engine.close();
  });
});

function rowOf(group: number): number {
  return 10 + ((group * 7) % 50);
}
