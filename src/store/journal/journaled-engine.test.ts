/** The journal before an engine: under the suites of every engine, and what crashes, damage and a failing disk show. */
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { seededRandom } from "../../kernel/random.ts";
import { VirtualClock } from "../../kernel/virtual-clock.ts";
import { bytes, engineContract, type EngineUnderTest, plain, writes } from "../engine.contract.ts";
import { APPLY_BYTES, APPLY_ROWS } from "../limits.ts";
import { openLmdbEngine } from "../lmdb/lmdb-engine.ts";
import { memoryEngine } from "../memory-engine.ts";
import { storeContract } from "../store.contract.ts";
import { type Engine, StoreDamaged, type WriteSet } from "../store.ts";
import { RECORD_STEP_BYTES } from "./journal-record.ts";
import { openJournaledEngine } from "./journaled-engine.ts";

async function overLmdb(): Promise<EngineUnderTest> {
  const folder = mkdtempSync(join(tmpdir(), "sluice-journal-"));
  const open = (): Promise<Engine> =>
    openJournaledEngine(openLmdbEngine(join(folder, "rows.mdb")), {
      files: [join(folder, "journal.0"), join(folder, "journal.1")],
      random: seededRandom(1),
    });
  let engine = await open();
  return {
    engine,
    async reopen() {
      await engine.close();
      engine = await open();
      return engine;
    },
    async discard() {
      await engine.close();
      rmSync(folder, { recursive: true });
    },
  };
}

engineContract("the journaled LMDB engine", overLmdb);
storeContract("the journaled LMDB engine", overLmdb);

/** What a crash leaves: rows that outlive every opening, and commits of which the test decides whether they happen. */
class Disk {
  readonly rows = memoryEngine();
  applied: WriteSet[][] = [];
  #held = false;
  #failure: Error | undefined;
  #failsAfter = 0;
  #opening = 0;

  /** The engine of one opening. What an opening that was left behind still does reaches nobody. */
  engine(): Engine {
    const opening = ++this.#opening;
    return {
      get: (key) => this.rows.get(key),
      range: (options) => this.rows.range(options),
      commit: async (sets) => {
        if (this.#failure !== undefined && this.applied.length >= this.#failsAfter) throw this.#failure;
        if (this.#held || opening !== this.#opening) return new Promise<void>(() => {});
        await this.rows.commit(sets);
        this.applied.push([...sets]);
      },
      close: async () => {},
    };
  }
  /** From here on nothing reaches the rows: the process is as good as dead. */
  hold(): void {
    this.#held = true;
  }
  fail(error: Error): void {
    this.failAfter(0, error);
  }
  /** So many commits still reach the rows. */
  failAfter(commits: number, error: Error): void {
    this.#failsAfter = commits;
    this.#failure = error;
  }
  /** The machine is up again. */
  recover(): void {
    this.#opening++;
    this.#held = false;
    this.#failure = undefined;
    this.applied = [];
  }
}

describe("the journal", () => {
  let folder: string;
  let disk: Disk;
  let seed = 1;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "sluice-journal-"));
    disk = new Disk();
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const file = (volume: 0 | 1): string => join(folder, `journal.${volume}`);
  const open = (): Promise<Engine> =>
    openJournaledEngine(disk.engine(), {
      files: [file(0), file(1)],
      random: seededRandom(seed++),
      // It stands still: what gathers is handed on when there is enough of it, and at no other time.
      clock: new VirtualClock(0),
    });
  const all = (engine: Engine): string[] => plain(engine.range({ from: "\0", to: "\xff\xff" }));
  /** Every group that is acknowledged, written by an opening that then dies. */
  async function die(groups: readonly WriteSet[]): Promise<void> {
    const engine = await open();
    disk.hold();
    for (const group of groups) await engine.commit([group]);
  }
  const GROUPS = [
    writes([
      ["a", 1],
      ["b", 2],
    ]),
    writes([["b", null]]),
    new Map([["large", Buffer.alloc(3_000, 7)]]),
    writes([["a", 4]]),
  ];

  const NUMBERED = Array.from({ length: 3 }, (_, group) =>
    writes(Array.from({ length: APPLY_ROWS }, (_row, row) => [`row ${group}.${row}`, group] as const)),
  );

  it("hands the engine no more rows at a time than one of its transactions takes, and then says how far it came", async () => {
    const engine = await open();
    for (const group of [...NUMBERED, ...NUMBERED]) await engine.commit([group]);
    await engine.close();
    const sizes = disk.applied.map((sets) => sets.reduce((sum, { size }) => sum + size, 0));
    expect(Math.max(...sizes)).toBeLessThanOrEqual(APPLY_ROWS + 1);
    expect(all(await open())).toHaveLength(APPLY_ROWS * NUMBERED.length);
  });

  it("gives all of them back after a crash between two of these steps, and in steps too", async () => {
    await die(NUMBERED);
    disk.recover();
    disk.failAfter(1, new Error("the power went out"));
    await expect(open()).rejects.toThrow("the power went out");
    disk.recover();
    const engine = await open();
    expect(all(engine)).toHaveLength(APPLY_ROWS * NUMBERED.length);
    expect(disk.applied.length).toBeGreaterThanOrEqual(NUMBERED.length);
    await engine.close();
  });

  it("gives back what was acknowledged and had not reached the engine, in order", async () => {
    await die(GROUPS);
    disk.recover();
    const engine = await open();
    expect(all(engine)).toEqual(['"a"=04', `"large"=${"07".repeat(3_000)}`]);
    expect(disk.applied).toHaveLength(1);
    await engine.close();
    disk.recover();
    const again = await open();
    expect(all(again)).toHaveLength(2);
    expect(disk.applied[0]).toHaveLength(1);
    await again.close();
  });

  it("leaves out a last group that is torn, wherever it is torn, and keeps all before it", async () => {
    await die(GROUPS);
    const whole = readFileSync(file(0));
    const last = whole.length - RECORD_STEP_BYTES;
    for (const cut of [last, last + 1, last + 19, last + 27]) {
      disk = new Disk();
      await die(GROUPS);
      truncateSync(file(0), cut);
      disk.recover();
      const engine = await open();
      expect(all(engine)).toEqual(['"a"=01', `"large"=${"07".repeat(3_000)}`]);
      disk.hold();
      await engine.commit([writes([["next", 5]])]);
      disk.recover();
      const later = await open();
      expect(all(later)).toHaveLength(3);
      await later.close();
    }
  });

  it.each([
    ["in its head", 8],
    ["in a row", 26],
    ["in the middle of a large value", RECORD_STEP_BYTES * 2 + 1_500],
  ])("refuses to go on when a group is damaged that has a later one behind it: %s", async (_, position) => {
    await die(GROUPS);
    const volume = readFileSync(file(0));
    volume[position] = (volume[position] ?? 0) ^ 1;
    writeFileSync(file(0), volume);
    disk.recover();
    await expect(open()).rejects.toThrow(StoreDamaged);
    await expect(open()).rejects.toThrow(/journal.*is damaged: the group \d is not whole, and \d is/);
    expect(disk.applied).toEqual([]);
  });

  it("takes no value for a record, whatever is in it, and no record of another time for one of this", async () => {
    await die(GROUPS);
    const old = readFileSync(file(0));
    disk.recover();
    const engine = await open();
    disk.hold();
    // A copy of true records where records begin, as a client's bytes and as what an earlier use of the file left.
    const rowHead = 20 + 6 + "body".length;
    const body = Buffer.concat([Buffer.alloc(RECORD_STEP_BYTES - rowHead), old]);
    await engine.commit([new Map([["body", body]])]);
    const torn = Buffer.from(readFileSync(file(0)));
    torn[4] = (torn[4] ?? 0) ^ 1;
    writeFileSync(file(0), torn);
    appendFileSync(file(0), old);
    disk.recover();
    const later = await open();
    expect(all(later)).toEqual(['"a"=04', `"large"=${"07".repeat(3_000)}`]);
    await later.close();
  });

  it("hands to the engine what has gathered, and uses its files in turns without growing", async () => {
    const engine = await open();
    const value = Buffer.alloc(APPLY_BYTES / 4, 1);
    for (let group = 0; group < 60; group++) {
      await engine.commit([new Map([[`row ${group}`, value]])]);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(disk.applied.length).toBeGreaterThan(5);
    expect(statSync(file(0)).size + statSync(file(1)).size).toBeLessThan(APPLY_BYTES * 8);
    expect([...engine.range({ from: "row", to: "s" })]).toHaveLength(60);
    disk.hold();
    await engine.commit([writes([["last", 1]])]);
    disk.recover();
    const later = await open();
    expect([...later.range({ from: "row", to: "s" })]).toHaveLength(60);
    expect(later.get("last")).toEqual(bytes(1));
    await later.close();
  });

  it("leaves nothing in its files when it is closed", async () => {
    const engine = await open();
    await engine.commit([writes([["a", 1]])]);
    await engine.close();
    expect([statSync(file(0)).size, statSync(file(1)).size]).toEqual([0, 0]);
    expect(disk.rows.get("a")).toEqual(bytes(1));
  });

  it("refuses the next commit when the engine has failed, and has everything after a restart", async () => {
    const engine = await open();
    disk.fail(new Error("ENOSPC: no space left on device"));
    await engine.commit([new Map([["a", Buffer.alloc(APPLY_BYTES, 1)]])]);
    await new Promise((resolve) => setImmediate(resolve));
    await expect(engine.commit([writes([["b", 1]])])).rejects.toThrow("ENOSPC");
    expect(engine.get("a")).toHaveLength(APPLY_BYTES);
    await expect(engine.close()).rejects.toThrow("ENOSPC");
    disk.recover();
    const later = await open();
    expect(later.get("a")).toHaveLength(APPLY_BYTES);
    expect(later.get("b")).toBeUndefined();
    await later.close();
  });

  it("takes nothing from the journal of other rows", async () => {
    await die(GROUPS);
    disk.recover();
    const engine = await open();
    await engine.commit([writes([["c", 1]])]);
    disk = new Disk();
    expect(existsSync(file(0))).toBe(true);
    const later = await open();
    expect(all(later)).toEqual([]);
    await later.close();
  });
});
