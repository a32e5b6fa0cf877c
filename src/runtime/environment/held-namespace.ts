/**
 * A mount namespace that several processes enter one after the other: a shell that does nothing holds it open from before
 * the first until after the last.
 */
import { type ChildProcess, spawn } from "node:child_process";
import type { Program, ProgramPlace } from "./program-place.ts";

/** Says that it is there, and waits for the end of its input: closed, or because the server is gone. */
const HOLDER: Program = { executable: "/bin/sh", args: ["-c", "echo; read -r _"] };

/** How others enter the namespace of a process. */
export interface NamespaceEntrance {
  enter(pid: number, program: Program): Program;
}

export class HeldNamespace implements ProgramPlace {
  readonly #entrance: NamespaceEntrance;
  readonly #child: ChildProcess;
  readonly #pid: number;

  private constructor(entrance: NamespaceEntrance, child: ChildProcess, pid: number) {
    this.#entrance = entrance;
    this.#child = child;
    this.#pid = pid;
  }

  /**
   * @param placed makes the namespace around a program
   * @throws Error when this machine cannot do it now
   */
  static async open(placed: (program: Program) => Program, entrance: NamespaceEntrance): Promise<HeldNamespace> {
    const { executable, args } = placed(HOLDER);
    // A group of its own, as all that belongs to an environment: an interrupt from the terminal is for the server.
    const child = spawn(executable, args, { detached: true, stdio: ["pipe", "pipe", "pipe"], env: {} });
    let said = "";
    await new Promise<void>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", () => reject(new Error(`An environment's /tmp cannot be made: ${said.trim()}`)));
      child.stdin.on("error", () => {}); // It may have ended already when it is told to.
      child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString("utf8")));
      child.stdout.once("data", () => resolve());
    });
    // What has written something has a number.
    return new HeldNamespace(entrance, child, child.pid as number);
  }

  place(program: Program): Program {
    return this.#entrance.enter(this.#pid, program);
  }

  /** Resolves when nothing but the processes inside holds it any more. */
  close(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return Promise.resolve();
    return new Promise((resolve) => {
      this.#child.once("exit", () => resolve());
      this.#child.stdin?.end();
    });
  }
}
