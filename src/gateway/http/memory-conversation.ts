/** A conversation without a connection: a client in the same process asks, and is handed the answer. */
import { isSendable } from "../../platform/proxy/header-names.ts";
import { type Answer, BodyTooLarge, type Conversation, mayHaveBody } from "./conversation.ts";

/** What a client in this process asks. */
export interface MemoryRequest {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  /** As the client wrote them. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | AsyncIterable<Uint8Array>;
}

/** What it is answered. A body in pieces has to be read to its end, or given up by ending the iteration. */
export interface MemoryAnswer {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Uint8Array | AsyncIterable<Uint8Array>;
}

const EMPTY = new Uint8Array();

export class MemoryConversation implements Conversation {
  readonly httpVersion = "1.1";
  readonly isSecure = false;
  readonly remoteAddress = "127.0.0.1";
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly rawHeaders: readonly string[];
  readonly received: Uint8Array | undefined;
  /** The answer; rejects when there will be none, because either side has left. */
  readonly answered: Promise<MemoryAnswer>;
  hasBegun = false;
  isAnswered = false;
  isOver = false;
  readonly #request: MemoryRequest;
  #whenOver: (() => void)[] = [];
  #resolve: (answer: MemoryAnswer) => void = () => {};
  #reject: (reason: unknown) => void = () => {};

  constructor(request: MemoryRequest) {
    this.#request = request;
    const pairs = Object.entries(request.headers);
    this.headers = Object.fromEntries(pairs.map(([name, value]) => [name.toLowerCase(), value]));
    this.rawHeaders = pairs.flat();
    this.received = request.body instanceof Uint8Array ? request.body : undefined;
    this.answered = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  get method(): string {
    return this.#request.method;
  }
  get target(): string {
    return this.#request.target;
  }

  async readBody(maximumBytes: number): Promise<Uint8Array> {
    if (this.received !== undefined) {
      if (this.received.length > maximumBytes) throw new BodyTooLarge();
      return this.received;
    }
    const pieces: Uint8Array[] = [];
    for await (const piece of this.streamBody(maximumBytes)) pieces.push(piece);
    return Buffer.concat(pieces);
  }

  async *streamBody(maximumBytes: number): AsyncIterable<Uint8Array> {
    const { body } = this.#request;
    let size = 0;
    for await (const piece of body instanceof Uint8Array ? [body] : body) {
      size += piece.length;
      if (size > maximumBytes) throw new BodyTooLarge();
      if (piece.length > 0) yield piece;
    }
  }

  async answer({ status, headers: given, body }: Answer): Promise<void> {
    if (this.isOver) return;
    const headers = [...given];
    for (const [name, value] of headers) {
      if (!isSendable(name, value)) throw new TypeError(`the header ${name} cannot be sent`);
    }
    this.hasBegun = true;
    if (typeof body === "string" || body instanceof Uint8Array) {
      const bytes = typeof body === "string" ? Buffer.from(body) : body;
      const hasLength = headers.some(([name]) => name.toLowerCase() === "content-length");
      if (!hasLength && mayHaveBody(status)) headers.push(["content-length", String(bytes.length)]);
      this.#resolve({ status, headers, body: this.#isBodiless(status) ? EMPTY : bytes });
      this.#end(true);
      return;
    }
    if (this.#isBodiless(status)) {
      this.#resolve({ status, headers, body: EMPTY });
      this.#end(true);
      return;
    }
    await new Promise<void>((resolve, reject) => {
      this.#resolve({ status, headers, body: this.#handOver(body, reject) });
      this.whenOver(resolve);
    });
  }

  whenOver(listener: () => void): void {
    this.#whenOver.push(listener);
  }

  abandon(): void {
    this.leave(Object.assign(new Error("The cloud broke the connection off."), { code: "ECONNRESET" }));
  }

  /** The client waits no longer: what it is told instead of an answer is `reason`. */
  leave(reason: unknown): void {
    this.#reject(reason);
    this.#end(false);
  }

  /** What a client asked for the head of, and what may have none, has no body. */
  #isBodiless(status: number): boolean {
    return this.method === "HEAD" || !mayHaveBody(status);
  }

  async *#handOver(body: AsyncIterable<Uint8Array>, failed: (error: unknown) => void): AsyncGenerator<Uint8Array> {
    try {
      for await (const piece of body) {
        if (this.isOver) return;
        yield piece;
      }
      this.#end(true);
    } catch (error) {
      // Both hear of it: the reader, whose body is not whole, and whoever gave it.
      failed(error);
      throw error;
    } finally {
      this.#end(false);
    }
  }

  #end(isAnswered: boolean): void {
    if (this.isOver) return;
    this.isOver = true;
    this.isAnswered = isAnswered;
    const listeners = this.#whenOver;
    this.#whenOver = [];
    for (const listener of listeners) listener();
  }
}
