/** Makes the entries of a folder durable: a new or renamed file survives a power cut only once its folder is synced. */
import { open } from "node:fs/promises";
import { platform } from "node:process";
import { promisify } from "node:util";
import { type Disk, machineDisk } from "./disk.ts";

/** Syncs a folder. Windows does not open folders and writes their entries through, so there is nothing to do there. */
export async function syncFolder(path: string, disk: Disk = machineDisk): Promise<void> {
  if (platform === "win32") return;
  const folder = await open(path, "r");
  try {
    await promisify(disk.fsync)(folder.fd);
  } finally {
    await folder.close();
  }
}
