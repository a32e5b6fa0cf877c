/** The whole state of a cloud at one moment, to begin other clouds with. */
import { readFile, writeFile } from "node:fs/promises";
import { deserialize, serialize } from "node:v8";
import type { HandlerBinding } from "../platform/ports/bound-handler.ts";
import type { Inside } from "../server/embedding.ts";

/** What is stored. */
type StoredState = Awaited<ReturnType<Inside["state"]>>;

/** What a snapshot is made of. */
export interface SnapshotParts {
  readonly state: StoredState;
  /** What the clock said, in milliseconds since the epoch. */
  readonly now: number;
  /** From which clouds that begin with it draw: another one than the original's, whose ids would come again. */
  readonly seed: number;
  readonly account: string | undefined;
  readonly region: string | undefined;
  readonly handlers: ReadonlyMap<string, HandlerBinding>;
}

/** Written at the start of a file; another version of the kit may not read it. */
const FORMAT = "sluice-snapshot-1";

/**
 * A snapshot: `createCloud({ from: snapshot })` makes clouds that begin where the original was. It never changes, so that
 * any number of clouds can begin with it.
 */
export class Snapshot {
  /** Not for tests: the form is the kit's own. */
  readonly parts: SnapshotParts;

  constructor(parts: SnapshotParts) {
    this.parts = parts;
  }

  /** When it was taken, on the cloud's clock. */
  get takenAt(): Date {
    return new Date(this.parts.now);
  }

  /** Writes it to a file. Handlers are not in the file: give them to `createCloud` again. */
  async save(path: string): Promise<void> {
    const { handlers: _, ...kept } = this.parts;
    await writeFile(path, serialize({ format: FORMAT, ...kept }));
  }

  /** Reads it from a file that `save` wrote. @throws Error for any other file */
  static async load(path: string): Promise<Snapshot> {
    const bytes = await readFile(path);
    let read: unknown;
    try {
      read = deserialize(bytes);
    } catch (cause) {
      throw new Error(`${path} is no snapshot.`, { cause });
    }
    if (typeof read !== "object" || read === null || !("format" in read) || read.format !== FORMAT) {
      throw new Error(`${path} is no snapshot of this version.`);
    }
    // A file of this format was written by `save`.
    return new Snapshot({ ...(read as unknown as SnapshotParts), handlers: new Map() });
  }
}
