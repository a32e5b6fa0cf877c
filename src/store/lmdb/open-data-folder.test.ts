/** The data folder: one process at a time, and only in a format that is known. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pid } from "node:process";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openDataFolder } from "./open-data-folder.ts";

describe("the data folder", () => {
  let parent: string;
  let folder: string;
  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), "sluice-folder-"));
    folder = join(parent, "deep", ".sluice");
  });
  afterEach(() => rmSync(parent, { recursive: true }));

  it("is made with its format, and opened again", async () => {
    const first = await openDataFolder(folder);
    expect(readFileSync(join(folder, "FORMAT"), "utf8")).toBe("3\n");
    expect(first.rowsFile).toBe(join(folder, "rows.mdb"));
    await first.release();
    await (await openDataFolder(folder)).release();
    expect(readdirSync(folder)).toEqual([".gitignore", "FORMAT"]);
  });

  it("is no part of the project that it lies in, unless it was there already", async () => {
    await (await openDataFolder(folder)).release();
    expect(readFileSync(join(folder, ".gitignore"), "utf8")).toBe("*\n");
    const own = join(parent, "own");
    mkdirSync(own);
    await (await openDataFolder(own)).release();
    expect(readdirSync(own)).toEqual(["FORMAT"]);
  });

  it.each(["file", "file/below"])("is no %s, and says so", async (name) => {
    writeFileSync(join(parent, "file"), "");
    const path = join(parent, name);
    await expect(openDataFolder(path)).rejects.toThrow(`there is a file where the data folder ${path} would be`);
  });

  it("is refused while it is in use, with its name and the process that holds it", async () => {
    const first = await openDataFolder(folder);
    await expect(openDataFolder(folder)).rejects.toThrow(`${folder} is in use by another process (pid ${pid})`);
    await first.release();
    await (await openDataFolder(folder)).release();
  });

  it("is free again when its holder was killed", async () => {
    mkdirSync(folder, { recursive: true });
    await leaveDeadSocket(join(folder, "lock.0"));
    await leaveDeadSocket(join(folder, "lock.7"));
    writeFileSync(join(folder, "lock-holder"), `${pid}\n`);
    const opened = await openDataFolder(folder);
    expect(readdirSync(folder).filter((name) => name.startsWith("lock."))).toEqual(["lock.8"]);
    await expect(openDataFolder(folder)).rejects.toThrow("is in use");
    await opened.release();
  });

  it("is taken by at most one of many that try at once", async () => {
    for (const dead of [false, true]) {
      mkdirSync(folder, { recursive: true });
      if (dead) await leaveDeadSocket(join(folder, "lock.3"));
      const attempts = await Promise.allSettled(Array.from({ length: 8 }, () => openDataFolder(folder)));
      const taken = attempts.filter((attempt) => attempt.status === "fulfilled");
      expect(taken.length).toBeLessThanOrEqual(1);
      for (const attempt of taken) await attempt.value.release();
      await (await openDataFolder(folder)).release();
    }
  });

  it("may have a path that is longer than the system allows for a socket", async () => {
    const long = join(parent, "x".repeat(120), "y".repeat(120));
    const first = await openDataFolder(long);
    await expect(openDataFolder(long)).rejects.toThrow("is in use");
    await first.release();
    await (await openDataFolder(long)).release();
  });

  it.each([
    ["4", "written in format 4 by a newer version"],
    ["2", "written in format 2 by an older version"],
    ["", "does not hold a format number"],
    ["soup", "does not hold a format number"],
  ])("is refused when its format is %o, and left as it is", async (format, sentence) => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "FORMAT"), format);
    await expect(openDataFolder(folder)).rejects.toThrow(sentence);
    expect(readFileSync(join(folder, "FORMAT"), "utf8")).toBe(format);
    expect(existsSync(join(folder, "rows.mdb"))).toBe(false);
    await expect(openDataFolder(folder)).rejects.toThrow(sentence);
  });
});

/** A socket whose process was killed: nobody listens, and its name is still there. */
async function leaveDeadSocket(path: string): Promise<void> {
  const program = `require("node:net").createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, "SIGKILL"))`;
  const child = spawn(process.execPath, ["-e", program]);
  await once(child, "exit");
  expect(existsSync(path)).toBe(true);
}
