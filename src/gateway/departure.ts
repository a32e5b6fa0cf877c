/** Whether the client still waits for its answer, as a signal that is made only when somebody asks for it. */
import type { Conversation } from "./http/conversation.ts";

/** Most requests are answered before anybody could ask, and a signal costs more than the rest of their bookkeeping. */
export class Departure {
  readonly #conversation: Conversation;
  readonly #stopping: AbortSignal;
  #controller: AbortController | undefined;

  constructor(conversation: Conversation, stopping: AbortSignal) {
    this.#conversation = conversation;
    this.#stopping = stopping;
  }

  /** Aborts when the connection closes before the answer is complete, or the server stops. */
  get signal(): AbortSignal {
    if (this.#controller !== undefined) return this.#controller.signal;
    const controller = new AbortController();
    this.#controller = controller;
    const leave = (): void => {
      this.#stopping.removeEventListener("abort", leave);
      if (!this.#conversation.isAnswered) controller.abort();
    };
    if (this.#conversation.isOver || this.#stopping.aborted) leave();
    else {
      this.#conversation.whenOver(leave);
      this.#stopping.addEventListener("abort", leave);
    }
    return controller.signal;
  }

  /** The client has left, or the server stops. */
  get isUnwanted(): boolean {
    return this.isOver || this.#stopping.aborted;
  }

  /** True when the client has left. */
  get isOver(): boolean {
    return this.#conversation.isOver && !this.#conversation.isAnswered;
  }
}
