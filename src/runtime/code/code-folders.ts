/** Unpacked function code: one folder for each archive, made in one step, and made again whenever it is gone. */
import { existsSync } from "node:fs";
import { lstat, mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { invariant } from "../../kernel/invariant.ts";
import type { Archive, ArchiveBounds, CodeFolders } from "../../platform/ports/code-folders.ts";
import { unpackArchive } from "./unpack-archive.ts";

/** Keeps folders under `directory`, which belongs to this process alone and need not be there yet. */
export function createCodeFolders(options: { readonly directory: string }): CodeFolders {
  return new UnpackedArchives(options.directory);
}

class UnpackedArchives implements CodeFolders {
  readonly #directory: string;
  /** By name: folders that are complete, or being made. */
  readonly #ready = new Map<string, Promise<string>>();
  /** By name: ends when nothing is being done to the folder. What is done to one folder is done in turn. */
  readonly #turns = new Map<string, Promise<unknown>>();
  #cleared: Promise<void> | undefined;
  #drafts = 0;

  constructor(directory: string) {
    this.#directory = directory;
  }

  async folderOf(name: string, open: () => Promise<Archive>, bounds: ArchiveBounds): Promise<string> {
    const known = this.#ready.get(name);
    if (known === undefined) return this.#making(name, open, bounds);
    const folder = await known;
    // One look for each invocation takes some microseconds, which is less than a turn through the thread pool.
    if (existsSync(folder)) return folder;
    if (this.#ready.get(name) === known) this.#ready.delete(name);
    return this.folderOf(name, open, bounds);
  }

  async bytesOf(name: string): Promise<number> {
    let total = 0;
    for (const entry of await readdir(this.#pathOf(name), { recursive: true, withFileTypes: true })) {
      if (entry.isFile()) total += (await lstat(join(entry.parentPath, entry.name))).size;
    }
    return total;
  }

  async remove(name: string): Promise<void> {
    this.#ready.delete(name);
    await this.#inTurn(name, async () => {
      if (!this.#ready.has(name)) await rm(this.#pathOf(name), { recursive: true, force: true });
    });
  }

  #making(name: string, open: () => Promise<Archive>, bounds: ArchiveBounds): Promise<string> {
    const made = this.#inTurn(name, () => this.#make(name, open, bounds));
    this.#ready.set(name, made);
    // Whoever asked for the folder hears of the failure; the next one who asks tries again.
    made.catch(() => {
      if (this.#ready.get(name) === made) this.#ready.delete(name);
    });
    return made;
  }

  #inTurn<T>(name: string, act: () => Promise<T>): Promise<T> {
    const turn = (this.#turns.get(name) ?? Promise.resolve()).then(act);
    const ended = turn
      // Whoever asked for it hears of the failure; the next in turn only needs to know that it is over.
      .catch(() => {})
      .finally(() => {
        if (this.#turns.get(name) === ended) this.#turns.delete(name);
      });
    this.#turns.set(name, ended);
    return turn;
  }

  async #make(name: string, open: () => Promise<Archive>, bounds: ArchiveBounds): Promise<string> {
    const folder = this.#pathOf(name);
    await this.#begin();
    const draft = join(this.#directory, `.unpacking-${this.#drafts++}`);
    await mkdir(draft, { recursive: true });
    try {
      await unpackArchive(await open(), draft, bounds);
      await rm(folder, { recursive: true, force: true });
      await rename(draft, folder);
    } catch (error) {
      await rm(draft, { recursive: true, force: true });
      throw error;
    }
    return folder;
  }

  /**
   * Starts from nothing the first time, since what an earlier process left may be incomplete after a power failure. The
   * manifest keeps the project that the data folder lies in from deciding how Node.js reads functions: a `type` of module
   * there would turn every `.js` file of theirs into an ES module.
   */
  async #begin(): Promise<void> {
    this.#cleared ??= rm(this.#directory, { recursive: true, force: true });
    await this.#cleared.catch((error: unknown) => {
      this.#cleared = undefined;
      throw error;
    });
    const manifest = join(this.#directory, "package.json");
    if (existsSync(manifest)) return;
    await mkdir(this.#directory, { recursive: true });
    await writeFile(manifest, "{}\n");
  }

  #pathOf(name: string): string {
    invariant(/^[A-Za-z0-9][\w-]*$/.test(name), "a folder of code has a plain name");
    return join(this.#directory, name);
  }
}
