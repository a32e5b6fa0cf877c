/**
 * A /tmp of its own for each environment, full at the size that its function has: a file system in the machine's memory, in
 * a mount namespace of the environment's processes, so that it ends with the last of them.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-ephemeral-storage.html
 */
import { spawnSync } from "node:child_process";
import { existsSync, realpathSync } from "node:fs";
import { join, resolve } from "node:path";
import { findProgram, isExecutable } from "../languages/installed-program.ts";
import { PROGRAM_ANSWER_MILLISECONDS } from "../limits.ts";
import { HeldNamespace } from "./held-namespace.ts";
import type { Program, ProgramPlace } from "./program-place.ts";

/** The /tmp of one environment. */
export interface EnvironmentStorage extends ProgramPlace {
  /** Makes one that several processes share: it is there when this resolves, until it is closed and they are gone. */
  hold(): Promise<HeldNamespace>;
}

/** What an environment's /tmp must be. */
export interface StorageRoom {
  readonly megabytes: number;
  /** Where its programs begin. */
  readonly directory: string;
  /** Folders that are needed there, wherever they are: those beneath the machine's /tmp are shown in the new one. */
  readonly needed: readonly string[];
}

export interface StorageSurroundings {
  /** Where programs are looked for, in the form of the PATH variable. */
  readonly searchPath: string;
  readonly bootstrapsDirectory: string;
  /** An empty folder that is for nothing else. All mount on the same one, each in a namespace of its own. */
  readonly mountPoint: string;
}

/** What a user who is not root takes to mount, and to enter where that was done. */
interface Privilege {
  readonly toMount: readonly string[];
  readonly toEnter: readonly string[];
}

/** Root needs nothing more, unless it is one that is kept from mounting; everybody else is root in a namespace of users. */
const PRIVILEGES: readonly Privilege[] = [
  { toMount: [], toEnter: [] },
  { toMount: ["--user", "--map-root-user"], toEnter: ["--user", "--preserve-credentials"] },
];

const PROGRAMS = ["unshare", "nsenter", "mount", "mkdir"] as const;

/** Does nothing, wherever it is. */
const NOTHING: Program = { executable: "/bin/sh", args: ["-c", ":"] };

const TMP = "/tmp/";

export class IsolatedStorage {
  readonly #surroundings: StorageSurroundings;
  readonly #privilege: Privilege;

  /**
   * Mounts something small, as every environment will.
   * @throws Error with what is needed, where this machine cannot do it
   */
  constructor(surroundings: StorageSurroundings) {
    this.#surroundings = surroundings;
    if (process.platform !== "linux") throw refusal("this is not Linux");
    const absent = PROGRAMS.find((name) => this.#find(name) === undefined);
    if (absent !== undefined) throw refusal(`there is no ${absent}`);
    let reason = "";
    const able = PRIVILEGES.find((privilege) => {
      reason = this.#try(privilege);
      return reason === "";
    });
    if (able === undefined) throw refusal(`the attempt ends with "${reason}"`);
    this.#privilege = able;
  }

  /** The /tmp of one environment, which is made when something is started in it. */
  of(room: StorageRoom): EnvironmentStorage {
    const privilege = this.#privilege;
    return {
      place: (program) => this.#placed(program, room, privilege),
      hold: () =>
        HeldNamespace.open((waiting) => this.#placed(waiting, room, privilege), {
          enter: (pid, program) => this.#entered(program, { pid, room }),
        }),
    };
  }

  /** What goes wrong where one tries to do it in this way; nothing, if nothing does. */
  #try(privilege: Privilege): string {
    const { executable, args } = this.#placed(NOTHING, { megabytes: 1, directory: "/", needed: [] }, privilege);
    const tried = spawnSync(executable, args, { encoding: "utf8", timeout: PROGRAM_ANSWER_MILLISECONDS });
    if (tried.status === 0) return "";
    return tried.stderr?.trim() || String(tried.error?.message ?? tried.signal ?? `exit status ${tried.status}`);
  }

  #placed(program: Program, { megabytes, directory, needed }: StorageRoom, { toMount }: Privilege): Program {
    // Whoever starts it is told by the system itself that it cannot be started.
    if (!isExecutable(program.executable)) return program;
    const { mountPoint } = this.#surroundings;
    const script = this.#script(directory, [String(megabytes), mountPoint, beneathTmp(needed).join("\n")]);
    // Nothing is forked, so that the process stays the one that was started.
    const args = ["--mount", ...toMount, "--propagation", "private", "--", ...script];
    return { executable: this.#find("unshare") ?? "unshare", args: [...args, program.executable, ...program.args] };
  }

  #entered(program: Program, { pid, room }: { readonly pid: number; readonly room: StorageRoom }): Program {
    if (!isExecutable(program.executable)) return program;
    const { toEnter } = this.#privilege;
    const args = ["--target", String(pid), "--mount", ...toEnter, "--", ...this.#script(room.directory, [])];
    return { executable: this.#find("nsenter") ?? "nsenter", args: [...args, program.executable, ...program.args] };
  }

  #script(directory: string, storage: readonly string[]): readonly string[] {
    const { bootstrapsDirectory, searchPath } = this.#surroundings;
    return ["/bin/sh", join(bootstrapsDirectory, "isolated-storage.sh"), directory, searchPath, ...storage, "--"];
  }

  #find(name: (typeof PROGRAMS)[number]): string | undefined {
    return findProgram(name, this.#surroundings.searchPath);
  }
}

/** Whether a folder is hidden by a /tmp of one's own. */
export function isBeneathTmp(folder: string): boolean {
  return beneathTmp([folder]).length > 0;
}

/**
 * What of the folders is beneath /tmp, from there on, by their names and where these lead; nothing that another contains.
 */
function beneathTmp(folders: readonly string[]): readonly string[] {
  const places = folders
    .map((folder) => resolve(folder))
    .flatMap((folder) => (existsSync(folder) ? [folder, realpathSync(folder)] : []))
    .filter((folder) => folder.startsWith(TMP))
    .map((folder) => folder.slice(TMP.length));
  const all = [...new Set(places)];
  return all.filter((folder) => !all.some((other) => folder.startsWith(`${other}/`)));
}

function refusal(reason: string): Error {
  return new Error(
    `Isolated function storage needs Linux, ${PROGRAMS.join(", ")} on the PATH of the server, and a user who may mount ` +
      `in a namespace: root, or one who may make user namespaces. Here ${reason}. Shared function storage needs none of it.`,
  );
}
