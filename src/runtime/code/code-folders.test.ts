/** Folders of unpacked code: made once, whole or not at all, and again when they are gone. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { ArchiveRefused, type Archive, type CodeFolders } from "../../platform/ports/code-folders.ts";
import { createCodeFolders } from "./code-folders.ts";

const BOUNDS = { unzippedBytes: 100 };
const GOOD = zipSync({ "index.js": Buffer.from("1") });

interface Bench {
  readonly directory: string;
  readonly folders: CodeFolders;
  /** How often the archive was asked for. */
  opened: number;
  folderOf(name: string, archive?: Uint8Array): Promise<string>;
}

function bench(directory = join(mkdtempSync(join(tmpdir(), "sluice-folders-")), "functions")): Bench {
  const folders = createCodeFolders({ directory });
  const made: Bench = {
    directory,
    folders,
    opened: 0,
    folderOf(name, archive = GOOD) {
      const open = async (): Promise<Archive> => {
        made.opened++;
        return { bytes: archive };
      };
      return folders.folderOf(name, open, BOUNDS);
    },
  };
  return made;
}

const inside = (directory: string): readonly string[] => readdirSync(directory).toSorted();

describe("folders of code", () => {
  it("are made once, whoever asks and how often", async () => {
    const made = bench();
    const asked = await Promise.all([made.folderOf("a"), made.folderOf("a"), made.folderOf("a")]);
    expect(new Set([...asked, await made.folderOf("a")])).toEqual(new Set([join(made.directory, "a")]));
    expect(made.opened).toBe(1);
    expect(readFileSync(join(made.directory, "a", "index.js"), "utf8")).toBe("1");
    expect(inside(made.directory)).toEqual(["a", "package.json"]);
  });

  it("are made again when they are gone, alone or with all others", async () => {
    const made = bench();
    rmSync(await made.folderOf("a"), { recursive: true });
    expect(existsSync(join(await made.folderOf("a"), "index.js"))).toBe(true);
    rmSync(made.directory, { recursive: true });
    expect(existsSync(join(await made.folderOf("a"), "index.js"))).toBe(true);
    expect(inside(made.directory)).toEqual(["a", "package.json"]);
    expect(made.opened).toBe(3);
  });

  it("start from nothing in a new process: what was left may be incomplete", async () => {
    const before = bench();
    await before.folderOf("a");
    await before.folderOf("b");
    rmSync(join(before.directory, "a", "index.js"));
    mkdirSync(join(before.directory, ".unpacking-0"));
    writeFileSync(join(before.directory, ".unpacking-0", "index.js"), "half");
    const after = bench(before.directory);
    expect(existsSync(join(await after.folderOf("a"), "index.js"))).toBe(true);
    expect(inside(after.directory)).toEqual(["a", "package.json"]);
  });

  it("leave nothing behind when the archive is refused, and can be tried again", async () => {
    const made = bench();
    await expect(made.folderOf("a", Buffer.from("no archive"))).rejects.toEqual(new ArchiveRefused("bad"));
    const large = zipSync({ "index.js": Buffer.alloc(101) });
    await expect(made.folderOf("a", large)).rejects.toEqual(new ArchiveRefused("tooLarge"));
    expect(inside(made.directory)).toEqual(["package.json"]);
    await made.folderOf("a");
    expect(inside(made.directory)).toEqual(["a", "package.json"]);
  });

  it("are removed, unless somebody asks for them meanwhile", async () => {
    const made = bench();
    await made.folderOf("a");
    await made.folders.remove("a");
    await made.folders.remove("a");
    expect(inside(made.directory)).toEqual(["package.json"]);
    await made.folderOf("a");
    const removed = made.folders.remove("a");
    const folder = await made.folderOf("a");
    await removed;
    expect(existsSync(join(folder, "index.js"))).toBe(true);
  });

  it("have plain names", async () => {
    await expect(bench().folderOf("../a")).rejects.toThrow("a folder of code has a plain name");
  });
});
