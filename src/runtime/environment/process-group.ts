/** The processes of an environment as the operating system sees them: killing them all, and what memory they take. */
import { closeSync, openSync, readdirSync, readFileSync, readSync } from "node:fs";

/** What a process takes of the machine's memory. */
export interface ProcessMemory {
  readonly residentMegabytes: number;
  readonly peakMegabytes: number;
}

/** Kills a process together with everything that it started and that has not left its group. */
export function killGroup(leader: number): void {
  signalGroup(leader, "SIGKILL");
}

/** Halts a process together with everything in its group: none of it runs until `thawGroup`. */
export function freezeGroup(leader: number): void {
  signalGroup(leader, "SIGSTOP");
}

export function thawGroup(leader: number): void {
  signalGroup(leader, "SIGCONT");
}

/** Asks a process to end. */
export function askToEnd(pid: number): void {
  try {
    process.kill(pid, "SIGTERM");
  } catch (error) {
    // It has ended already, which is what was asked for.
    if (!isNoSuchProcess(error)) throw error;
  }
}

/**
 * What a process takes of the machine's memory, asked for at the end of each invocation: the file stays open, since opening
 * it anew costs more than reading it. See proc_pid_status(5): VmRSS and VmHWM, in kibibytes.
 */
export class MemoryGauge {
  readonly #pid: number;
  #file: number | undefined;

  constructor(pid: number) {
    this.#pid = pid;
  }

  /** What it takes now and took at most, or undefined when it has ended or the system has no /proc. */
  read(): ProcessMemory | undefined {
    let status: string;
    try {
      this.#file ??= openSync(`/proc/${this.#pid}/status`, "r");
      status = STATUS.toString("latin1", 0, readSync(this.#file, STATUS, 0, STATUS.length, 0));
    } catch {
      // The process has ended between the question and the answer, or this is not Linux: there is no figure to give.
      return undefined;
    }
    const resident = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
    const peak = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
    if (resident === undefined || peak === undefined) return undefined;
    return { residentMegabytes: Math.ceil(Number(resident) / 1024), peakMegabytes: Math.ceil(Number(peak) / 1024) };
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }
}

/** What the memory lines stand at the beginning of; each reading is done with before the next begins. */
const STATUS = Buffer.alloc(4096);

/** How many threads there are on the machine, or undefined when the system has no /proc. See proc_loadavg(5). */
export function machineThreads(): number | undefined {
  try {
    const total = /\/(\d+) \d+$/.exec(readFileSync("/proc/loadavg", "latin1").trim())?.[1];
    return total === undefined ? undefined : Number(total);
  } catch {
    // Not Linux: there is no figure to give.
    return undefined;
  }
}

/** How many processes are in a group. Reads about all processes of the machine, so it is for suspicion only. */
export function groupSize(leader: number): number {
  let count = 0;
  for (const name of readdirSync("/proc")) if (/^\d+$/.test(name) && groupOf(name) === leader) count++;
  return count;
}

/** See proc_pid_stat(5): the group is the third field after the name, which may itself hold anything. */
function groupOf(pid: string): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[2]);
  } catch {
    // It has ended between the two questions.
    return undefined;
  }
}

function signalGroup(leader: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-leader, signal);
  } catch (error) {
    // No such group: all of it has ended already, and nothing is left to be told.
    if (!isNoSuchProcess(error)) throw error;
  }
}

function isNoSuchProcess(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ESRCH";
}
