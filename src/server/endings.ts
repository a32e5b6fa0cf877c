/** What has been opened, to be closed in the opposite order: once, and all of it, whatever goes wrong on the way. */

/** Ends one thing. */
type Ending = () => void | Promise<void>;

export class Endings {
  readonly #endings: Ending[] = [];
  #closing: Promise<void> | undefined;

  /** Notes how what has just been opened ends. */
  add(ending: Ending): void {
    this.#endings.push(ending);
  }

  /** Ends everything, the newest first. Rejects with the first error, after the last ending. */
  close(): Promise<void> {
    this.#closing ??= this.#closeAll();
    return this.#closing;
  }

  async #closeAll(): Promise<void> {
    let failed: { readonly error: unknown } | undefined;
    for (const ending of this.#endings.toReversed()) {
      try {
        await ending();
      } catch (error) {
        // What is left must be let go of all the same; whoever closes is told of the first thing that failed.
        failed ??= { error };
      }
    }
    if (failed !== undefined) throw failed.error;
  }
}
