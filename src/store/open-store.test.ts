/** The store as the server opens it: what was stored is there the next time, and the folder is let go of. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { seededRandom } from "../kernel/random.ts";
import { text } from "./key.ts";
import { keyspace } from "./keyspace.ts";
import { openStore } from "./open-store.ts";
import { record } from "./value-codec.ts";

const notes = keyspace("test/notes", { key: [text], value: record<{ readonly note: string }>() });

describe("opening the store", () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "sluice-open-"));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it("finds rows and blobs of the time before", async () => {
    const first = await openStore({ directory, random: seededRandom(1) });
    first.store.write((tx) => notes.put(tx, ["a"], { note: "kept" }));
    const { id } = await first.blobs.put([Buffer.from("body")], 10);
    await first.close(); // Nobody waited for the commit: closing does.
    const second = await openStore({ directory, random: seededRandom(2) });
    expect(second.store.read((tx) => notes.get(tx, ["a"]))).toEqual({ note: "kept" });
    expect(Buffer.from(await second.blobs.readAll(id)).toString()).toBe("body");
    await second.close();
  });

  it("refuses a folder that is in use, and one that cannot be opened leaves no lock behind", async () => {
    const first = await openStore({ directory, random: seededRandom(1) });
    await expect(openStore({ directory, random: seededRandom(2) })).rejects.toThrow("is in use");
    await first.close();
    writeFileSync(join(directory, "rows.mdb"), "this is no database".repeat(1000));
    await expect(openStore({ directory, random: seededRandom(2) })).rejects.toThrow("damaged, or not ours");
    rmSync(join(directory, "rows.mdb"));
    await (await openStore({ directory, random: seededRandom(3) })).close();
  });
});
