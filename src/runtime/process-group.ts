/** The processes of an environment as the operating system sees them: killing them all, and what memory they take. */
import { readFileSync } from "node:fs";

/** What a process takes of the machine's memory. */
export interface ProcessMemory {
  readonly residentMegabytes: number;
  readonly peakMegabytes: number;
}

/** Kills a process together with everything that it started and that has not left its group. */
export function killGroup(leader: number): void {
  try {
    process.kill(-leader, "SIGKILL");
  } catch (error) {
    // No such group: all of it has ended already, which is what was asked for.
    if (!isNoSuchProcess(error)) throw error;
  }
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
 * What `pid` takes now and took at most, or undefined when it has ended or the system has no /proc.
 * See proc_pid_status(5): VmRSS and VmHWM, in kibibytes.
 */
export function readMemory(pid: number): ProcessMemory | undefined {
  let status: string;
  try {
    status = readFileSync(`/proc/${pid}/status`, "latin1");
  } catch {
    // The process has ended between the question and the answer, or this is not Linux: there is no figure to give.
    return undefined;
  }
  const resident = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
  const peak = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
  if (resident === undefined || peak === undefined) return undefined;
  return { residentMegabytes: Math.ceil(Number(resident) / 1024), peakMegabytes: Math.ceil(Number(peak) / 1024) };
}

function isNoSuchProcess(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ESRCH";
}
