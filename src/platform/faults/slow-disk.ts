/** Faults of the disk: what is acknowledged once it is on disk is acknowledged later. Order stays what it was. */
import type { Faults, FaultTeller } from "./faults.ts";

export class SlowDisk {
  /** Resolves when the slowest of the commits that are held up is through. */
  #held: Promise<unknown> | undefined;

  /** True when no commit is held up. */
  get isQuiet(): boolean {
    return this.#held === undefined;
  }

  /** When a commit is through: its own delay and those of earlier ones have passed by then. */
  committed(faults: Faults | undefined, committed: Promise<void>, teller: FaultTeller): Promise<void> {
    const rule = faults?.strike("disk", { resource: "" }, teller);
    if (faults !== undefined && rule !== undefined) this.#hold(faults.wait(rule));
    return this.synced(committed);
  }

  /** The same for what has been applied so far. */
  synced(synced: Promise<void>): Promise<void> {
    const held = this.#held;
    return held === undefined ? synced : Promise.all([synced, held]).then(() => {});
  }

  #hold(delay: Promise<void>): void {
    const held = Promise.all([this.#held, delay]).then(() => {
      if (this.#held === held) this.#held = undefined;
    });
    this.#held = held;
  }
}
