/** Lines on their way to one listener: they wait in a bounded buffer, and what does not fit is counted as lost. */
import { CALLS_WAITING, CALLS_WAITING_CHARACTERS } from "./limits.ts";

export class CallLines {
  readonly #waiting: string[] = [];
  #characters = 0;
  #lost = 0;
  #isEnded = false;
  #wake: () => void = () => {};

  add(line: string): void {
    const isFull = this.#waiting.length >= CALLS_WAITING || this.#characters + line.length > CALLS_WAITING_CHARACTERS;
    if (isFull) this.#lost++;
    else {
      this.#waiting.push(line);
      this.#characters += line.length;
    }
    this.#wake();
  }

  /** Nothing is added any more: whoever reads gets what waits, and then the end. */
  end(): void {
    this.#isEnded = true;
    this.#wake();
  }

  /** The lines as they come, until `signal` aborts. Losses are told where they happened: `{"lost": 3}`. */
  async *read(signal: AbortSignal): AsyncGenerator<Uint8Array> {
    const wake = (): void => this.#wake();
    signal.addEventListener("abort", wake);
    try {
      while (!signal.aborted) {
        const text = this.#take();
        if (text !== "") yield Buffer.from(text);
        else if (this.#isEnded) return;
        else await new Promise<void>((resolve) => (this.#wake = resolve));
      }
    } finally {
      signal.removeEventListener("abort", wake);
    }
  }

  #take(): string {
    const lines = this.#waiting.splice(0);
    this.#characters = 0;
    if (this.#lost > 0) lines.push(JSON.stringify({ lost: this.#lost }));
    this.#lost = 0;
    return lines.map((line) => `${line}\n`).join("");
  }
}
