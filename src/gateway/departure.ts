/** Whether the client still waits for its answer, as a signal that is made only when somebody asks for it. */
import type { ServerResponse } from "node:http";

/** Most requests are answered before anybody could ask, and a signal costs more than the rest of their bookkeeping. */
export class Departure {
  readonly #response: ServerResponse;
  readonly #stopping: AbortSignal;
  #controller: AbortController | undefined;

  constructor(response: ServerResponse, stopping: AbortSignal) {
    this.#response = response;
    this.#stopping = stopping;
  }

  /** Aborts when the connection closes before the answer is complete, or the server stops. */
  get signal(): AbortSignal {
    if (this.#controller !== undefined) return this.#controller.signal;
    const controller = new AbortController();
    this.#controller = controller;
    const leave = (): void => {
      this.#stopping.removeEventListener("abort", leave);
      if (!this.#response.writableFinished) controller.abort();
    };
    if (this.#response.closed || this.#stopping.aborted) leave();
    else {
      this.#response.on("close", leave);
      this.#stopping.addEventListener("abort", leave);
    }
    return controller.signal;
  }

  /** True when the client has left. */
  get isOver(): boolean {
    return this.#response.closed && !this.#response.writableFinished;
  }
}
