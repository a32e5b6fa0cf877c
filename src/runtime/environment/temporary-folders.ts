/** The folders that environments find in TMPDIR: one each, gone with it. Lambda has /tmp for this, which here all share. */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Log } from "../../kernel/log.ts";

export class TemporaryFolders {
  readonly #directory: string;
  readonly #log: Log;
  readonly #removals = new Set<Promise<void>>();
  #isEmptied = false;

  /** @param directory is emptied when it is first used: a server that was killed has left its folders there */
  constructor(directory: string, log: Log) {
    this.#directory = directory;
    this.#log = log;
  }

  /** @throws the system's error when this machine cannot write the folder */
  make(): string {
    if (!this.#isEmptied) {
      rmSync(this.#directory, { recursive: true, force: true });
      mkdirSync(this.#directory, { recursive: true });
      this.#isEmptied = true;
    }
    return mkdtempSync(join(this.#directory, "tmp-"));
  }

  /** Removes a folder beside everything else. */
  remove(folder: string): void {
    const removal = rm(folder, { recursive: true, force: true })
      .catch((error: unknown) => this.#log.warn("A function's temporary files are left.", { folder, error }))
      .finally(() => this.#removals.delete(removal));
    this.#removals.add(removal);
  }

  /** Resolves when everything that was to be removed is. */
  async settle(): Promise<void> {
    await Promise.all(this.#removals);
  }
}
