/** How the store writes its own files: a port, so that a disk can fail at each of these sites without being one. */
import { fdatasync, fsync, ftruncate, write } from "node:fs";

/** The calls of the operating system after which something is to be on disk, as Node.js offers them. */
export interface Disk {
  readonly write: typeof write;
  readonly fsync: typeof fsync;
  readonly fdatasync: typeof fdatasync;
  readonly ftruncate: typeof ftruncate;
}

/** The disk of this machine. */
export const machineDisk: Disk = { write, fsync, fdatasync, ftruncate };
