/** Zips of functions: the same files make the same bytes, so that unchanged code is recognised by its hash. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { zipSync } from "fflate";
import type { Zippable } from "fflate";
import { CODE_FILES_MAXIMUM, CODE_MAXIMUM_BYTES } from "./limits.ts";

/** One file of a zip. */
export interface ZippedFile {
  /** With slashes, relative to the root of the zip. */
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly isExecutable: boolean;
}

/** Zip files know no earlier day; the time of every entry is the same, whatever the files say. */
const ENTRY_TIME = "1980-01-01T12:00:00";
const UNIX = 3;
/** What no function needs, and what changes with every run. */
const LEFT_OUT = new Set([".git", ".sluice", ".aws-sam", ".DS_Store"]);

/** The bytes of a zip with these files, in the order of their paths. */
export function zipFiles(files: readonly ZippedFile[]): Uint8Array {
  const entries: Zippable = {};
  for (const { path, bytes, isExecutable } of files.toSorted((left, right) => (left.path < right.path ? -1 : 1))) {
    const mode = isExecutable ? 0o100_755 : 0o100_644;
    entries[path] = [bytes, { os: UNIX, attrs: mode * 2 ** 16, mtime: ENTRY_TIME, level: 6 }];
  }
  return zipSync(entries);
}

/** Every file under a folder. @throws Error when there are more than a function can have */
export function filesUnder(folder: string): readonly ZippedFile[] {
  const files: ZippedFile[] = [];
  let size = 0;
  const visit = (relative: string): void => {
    for (const name of readdirSync(join(folder, relative)).sort()) {
      if (LEFT_OUT.has(name)) continue;
      const path = relative === "" ? name : `${relative}/${name}`;
      const stat = statSync(join(folder, path));
      if (stat.isDirectory()) {
        visit(path);
        continue;
      }
      size += stat.size;
      if (size > CODE_MAXIMUM_BYTES || files.length >= CODE_FILES_MAXIMUM) {
        throw new Error(
          `${folder} holds more than a function can: ${CODE_MAXIMUM_BYTES} bytes, ${CODE_FILES_MAXIMUM} files`,
        );
      }
      files.push({ path, bytes: readFileSync(join(folder, path)), isExecutable: (stat.mode & 0o100) !== 0 });
    }
  };
  visit("");
  return files;
}

/** A folder and those in it, without those of installed packages, which are many and are not edited. */
export function foldersUnder(folder: string): readonly string[] {
  const folders = [folder];
  // Grows while it is walked.
  for (const each of folders) {
    for (const entry of readdirSync(each, { withFileTypes: true })) {
      const isSource = entry.isDirectory() && entry.name !== "node_modules" && !LEFT_OUT.has(entry.name);
      if (isSource && folders.length < CODE_FILES_MAXIMUM) folders.push(join(each, entry.name));
    }
  }
  return folders;
}
