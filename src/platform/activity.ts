/** What is going on outside transactions: the answer to "has everything settled?". */

/** Counts things that are under way, by what they are. A long poll that waits for nothing in particular is not one. */
export class Activity {
  readonly #counts = new Map<string, number>();
  #total = 0;
  #changes = 0;
  #waiting: (() => void)[] = [];

  /** Notes that something began; call the result once when it has ended. */
  begin(what: string): () => void {
    this.#total++;
    this.#changes++;
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + 1);
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      this.#total--;
      this.#changes++;
      if (this.#total === 0) this.#wake();
      const left = (this.#counts.get(what) ?? 1) - 1;
      if (left === 0) this.#counts.delete(what);
      else this.#counts.set(what, left);
    };
  }

  /** How many things are under way. */
  get total(): number {
    return this.#total;
  }

  /** How often something has begun or ended. */
  get changes(): number {
    return this.#changes;
  }

  /** Resolves when nothing is under way. */
  whenIdle(): Promise<void> {
    return this.#total === 0 ? Promise.resolve() : new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** What is under way, and how many of each: what a settle that takes long names. */
  describe(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#counts);
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}
