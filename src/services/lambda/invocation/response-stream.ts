/** A response on its way from the function that makes it to whoever reads it, piece by piece and never more than one. */
import type { ResponseSink } from "../../../platform/ports/function-runtime.ts";

/** Written by the runtime, read once. When the reader leaves, what the function still writes is dropped. */
export class ResponseStream implements ResponseSink, AsyncIterable<Uint8Array> {
  /** Resolves to the content type once the function has begun to answer. */
  readonly begun: Promise<string>;
  #begin: (contentType: string) => void = () => {};
  #hasBegun = false;
  #piece: { readonly bytes: Uint8Array; readonly taken: () => void } | undefined;
  #isEnded = false;
  #isAbandoned = false;
  #wake: () => void = () => {};

  /** @param signal aborted when nobody waits for the response any more */
  constructor(signal: AbortSignal) {
    this.begun = new Promise((resolve) => (this.#begin = resolve));
    if (signal.aborted) this.#abandon();
    else signal.addEventListener("abort", () => this.#abandon(), { once: true });
  }

  /** Whether the function has begun to answer. */
  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  begin(contentType: string): void {
    this.#hasBegun = true;
    this.#begin(contentType);
  }

  write(bytes: Uint8Array): Promise<void> {
    if (this.#isAbandoned) return Promise.resolve();
    return new Promise((taken) => {
      this.#piece = { bytes, taken };
      this.#wake();
    });
  }

  /** Nothing more will be written. */
  end(): void {
    this.#isEnded = true;
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    try {
      while (!this.#isAbandoned) {
        const piece = this.#piece;
        if (piece !== undefined) {
          yield piece.bytes;
          // Only now, so that a reader who leaves at this piece lets the function go on as well.
          this.#piece = undefined;
          piece.taken();
        } else if (this.#isEnded) return;
        else await new Promise<void>((resolve) => (this.#wake = resolve));
      }
    } finally {
      this.#abandon();
    }
  }

  #abandon(): void {
    this.#isAbandoned = true;
    this.#piece?.taken();
    this.#piece = undefined;
    this.#wake();
  }
}
