/**
 * Kills what is left of the environments when the server itself is killed. A handler in a busy loop notices nothing, so
 * it takes another process: a shell that holds one end of a pipe, and acts when the pipe closes at the other end.
 */
import { type ChildProcess, spawn } from "node:child_process";
import type { Log } from "../../kernel/log.ts";

/** Keeps the list of process groups that live, and when its input ends kills all of them. POSIX shell, no programs. */
const GUARD_SCRIPT = `
live=" "
while read -r action group; do
  case $action in
    watch) live="$live$group " ;;
    forget) case "$live" in *" $group "*) live="\${live%% $group *} \${live#* $group }" ;; esac ;;
  esac
done
for group in $live; do kill -9 "-$group"; done
`;

/** Watches over process groups on behalf of this process. Started with the first group. */
export class OrphanGuard {
  readonly #log: Log;
  readonly #groups = new Set<number>();
  #shell: ChildProcess | undefined;
  #closed = false;

  constructor(log: Log) {
    this.#log = log;
  }

  /** From now on this group dies with the server. */
  watch(group: number): void {
    this.#groups.add(group);
    if (this.#shell === undefined) this.#start();
    else this.#say(`watch ${group}\n`);
  }

  /** The group has ended; its number may come to belong to somebody else. */
  forget(group: number): void {
    if (this.#groups.delete(group)) this.#say(`forget ${group}\n`);
  }

  /** Ends the guard, after which nothing is watched; resolves when its process is gone. */
  close(): Promise<void> {
    this.#closed = true;
    const shell = this.#shell;
    if (shell === undefined) return Promise.resolve();
    return new Promise((resolve) => {
      shell.once("exit", () => resolve());
      // It held nobody up while it watched. Now somebody waits for it, and more is to be closed after it: the store.
      shell.ref();
      shell.stdin?.end();
    });
  }

  #start(): void {
    // A group of its own, so that an interrupt from the terminal ends the server first and the guard after it.
    const shell = spawn("/bin/sh", ["-c", GUARD_SCRIPT], {
      detached: true,
      stdio: ["pipe", "ignore", "ignore"],
      env: {},
    });
    this.#shell = shell;
    shell.on("error", (error) => this.#log.error("The guard of the functions' processes cannot run.", { error }));
    shell.stdin?.on("error", () => {}); // Writing to a guard that has just died; its exit is handled below.
    shell.once("exit", () => {
      this.#shell = undefined;
      if (this.#closed || this.#groups.size === 0) return;
      this.#log.warn("The guard of the functions' processes was killed and is started again.");
      this.#start();
    });
    shell.unref();
    for (const group of this.#groups) this.#say(`watch ${group}\n`);
  }

  #say(line: string): void {
    this.#shell?.stdin?.write(line);
  }
}
