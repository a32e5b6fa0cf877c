/** A program of this machine that functions run on: found on the PATH, asked once who it is. */
import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { PROGRAM_ANSWER_MILLISECONDS } from "../limits.ts";

/** How a program is found and asked. */
export interface ProgramQuestion {
  /** The name of the file, such as `ruby`. */
  readonly name: string;
  /** What makes it say where the real program is, since what is on the PATH is often a script, and which version. */
  readonly args: readonly string[];
  read(answer: string): ProgramIdentity | undefined;
}

/** What a program is. */
export interface ProgramIdentity {
  readonly executable: string;
  /** Such as `3.4.2` or `17.0.15`. */
  readonly version: string;
}

/** What is known of a program: it is not there, it does not say what it is, or it is this. */
export type ProgramState =
  | { readonly kind: "absent" }
  | { readonly kind: "silent"; readonly found: string }
  | { readonly kind: "known"; readonly identity: ProgramIdentity };

/** A program that is asked when it is first needed, and not again once it has answered. */
export class InstalledProgram {
  readonly #question: ProgramQuestion;
  readonly #searchPath: string;
  #identity: ProgramIdentity | undefined;

  /** @param searchPath directories in the form of the PATH variable */
  constructor(question: ProgramQuestion, searchPath: string) {
    this.#question = question;
    this.#searchPath = searchPath;
  }

  /** Waits for the program's answer the first time: some tens of milliseconds. */
  look(): ProgramState {
    if (this.#identity !== undefined) return { kind: "known", identity: this.#identity };
    const found = findProgram(this.#question.name, this.#searchPath);
    if (found === undefined) return { kind: "absent" };
    this.#identity = this.#ask(found);
    return this.#identity === undefined ? { kind: "silent", found } : { kind: "known", identity: this.#identity };
  }

  #ask(found: string): ProgramIdentity | undefined {
    const { args, read } = this.#question;
    const { stdout, stderr } = spawnSync(found, args, { encoding: "utf8", timeout: PROGRAM_ANSWER_MILLISECONDS });
    return read(`${stdout}\n${stderr}`);
  }
}

/** The first file of that name on the path that may be executed. */
export function findProgram(name: string, searchPath: string): string | undefined {
  return searchPath
    .split(delimiter)
    .filter((directory) => directory !== "")
    .map((directory) => join(directory, name))
    .find(isExecutable);
}

/** Whether the first two numbers of `version` are at least those of `minimum`. */
export function isAtLeast(version: string, minimum: string): boolean {
  // Versions may end in words, as `8.0_452` and `25-ea` do.
  const [major = 0, minor = 0] = version.split(".").map((part) => Number.parseInt(part, 10));
  const [minimumMajor = 0, minimumMinor = 0] = minimum.split(".").map(Number);
  return major > minimumMajor || (major === minimumMajor && minor >= minimumMinor);
}

/** Whether this user may execute the file. */
export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    // Not there, or not ours to run: either way it is not the program.
    return false;
  }
}
