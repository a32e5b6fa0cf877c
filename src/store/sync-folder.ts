/** Makes the entries of a folder durable: a new or renamed file survives a power cut only once its folder is synced. */
import { open } from "node:fs/promises";
import { platform } from "node:process";

/** Syncs a folder. Windows does not open folders and writes their entries through, so there is nothing to do there. */
export async function syncFolder(path: string): Promise<void> {
  if (platform === "win32") return;
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
