/** The machine's own watching of folders, with real files: each wait here is for the system's own word. */
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { WATCHED_FOLDERS_MAXIMUM } from "./limits.ts";
import { fileSystemWatcher, type SourceWatcher } from "./source-watcher.ts";

let folder: string;
let watcher: SourceWatcher;
let heard: () => void;
let change: Promise<void>;
const listen = (): void => void (change = new Promise((resolve) => (heard = resolve)));

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sluice-source-watcher-"));
  listen();
  watcher = fileSystemWatcher(() => heard());
});
afterEach(() => {
  watcher.close();
  rmSync(folder, { recursive: true, force: true });
});

it.each([
  ["is made", () => writeFileSync(join(folder, "new"), "1")],
  ["is written", () => writeFileSync(join(folder, "there"), "2")],
  [
    "is replaced, as editors do",
    () => {
      writeFileSync(join(tmpdir(), "sluice-replacement"), "3");
      renameSync(join(tmpdir(), "sluice-replacement"), join(folder, "there"));
    },
  ],
  ["is removed", () => rmSync(join(folder, "there"))],
])("tells when a file %s", async (_name, act) => {
  writeFileSync(join(folder, "there"), "1");
  watcher.watch(new Set([folder]));
  act();
  await change;
});

it("says which folders are new to it, and finds a folder that was made again", async () => {
  const inner = join(folder, "inner");
  mkdirSync(inner);
  expect(watcher.watch(new Set([inner]))).toBe(true);
  expect(watcher.watch(new Set([inner]))).toBe(false);
  // Made while the other is still there, so that it cannot be taken for the same.
  mkdirSync(join(folder, "again"));
  rmSync(inner, { recursive: true });
  renameSync(join(folder, "again"), inner);
  expect(watcher.watch(new Set([inner]))).toBe(true);
  listen();
  writeFileSync(join(inner, "file"), "1");
  await change;
});

it("leaves out what is not there, and refuses more folders than can be watched", () => {
  expect(watcher.watch(new Set([join(folder, "nowhere")]))).toBe(false);
  const many = Array.from({ length: WATCHED_FOLDERS_MAXIMUM + 1 }, (_, index) => join(folder, String(index)));
  expect(() => watcher.watch(new Set(many))).toThrow(`at most ${WATCHED_FOLDERS_MAXIMUM} are watched`);
});
