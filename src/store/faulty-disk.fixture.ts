/** A disk that fails where and how a test says; otherwise it is the machine's own. */
import { machineDisk, type Disk } from "./disk.ts";

export type Site = keyof Disk;

/** Not done at all; done in part, as on a full disk; or done, and only the sync that belongs to it failed. */
export type Manner = "refused" | "cut short" | "done";

export interface Fault {
  readonly site: Site;
  readonly code: "EIO" | "ENOSPC";
  readonly manner: Manner;
}

export class FaultyDisk implements Disk {
  readonly write: Disk["write"];
  readonly fsync: Disk["fsync"];
  readonly fdatasync: Disk["fdatasync"];
  readonly ftruncate: Disk["ftruncate"];
  #fault: Fault | undefined;

  constructor() {
    this.write = this.#at("write");
    this.fsync = this.#at("fsync");
    this.fdatasync = this.#at("fdatasync");
    this.ftruncate = this.#at("ftruncate");
  }

  /** From here on each call of the site fails. */
  fail(fault: Fault): void {
    this.#fault = fault;
  }

  heal(): void {
    this.#fault = undefined;
  }

  #at<S extends Site>(site: S): Disk[S] {
    const call = (...args: unknown[]): void => {
      // Every one of these calls takes its arguments, and then a function that is told how it ended.
      const system = machineDisk[site] as unknown as (...all: unknown[]) => void;
      const fault = this.#fault;
      if (fault?.site !== site) return system(...args);
      // See above.
      const done = args.at(-1) as (error: Error) => void;
      const end = (): void => done(Object.assign(new Error(`${fault.code}: a fault, ${site}`), { code: fault.code }));
      if (fault.manner === "refused") setImmediate(end);
      else system(...(fault.manner === "cut short" ? half(args) : args.slice(0, -1)), end);
    };
    // It is called as the system's own is, and nobody uses what else that one has.
    return call as unknown as Disk[S];
  }
}

/** A write of the first half: descriptor, bytes, offset, length, position. */
function half(args: readonly unknown[]): unknown[] {
  return args.slice(0, -1).map((arg, index) => (index === 3 ? Math.floor(Number(arg) / 2) : arg));
}
