/** A plain request, whole in memory, and its answer straight to the socket. */
import type { Socket } from "node:net";
import { answerHead } from "./answer-head.ts";
import { type Answer, BodyTooLarge, type Conversation, mayHaveBody } from "./conversation.ts";
import { drained } from "./drained.ts";
import type { PlainHead } from "./plain-head.ts";

/** What a conversation needs of the connection that it is on. */
export interface PlainLine {
  readonly socket: Socket;
  readonly remoteAddress: string;
  /** The answer is complete: the connection may go on to the next request, or ends. */
  done(closes: boolean): void;
}

export class PlainConversation implements Conversation {
  readonly method = "POST";
  readonly httpVersion = "1.1";
  readonly isSecure = false;
  readonly received: Uint8Array;
  hasBegun = false;
  isAnswered = false;
  readonly #line: PlainLine;
  readonly #head: PlainHead;
  #whenOver: (() => void)[] | undefined;

  constructor(line: PlainLine, head: PlainHead, body: Uint8Array) {
    this.#line = line;
    this.#head = head;
    this.received = body;
  }

  get target(): string {
    return this.#head.target;
  }
  get headers(): Readonly<Record<string, string>> {
    return this.#head.headers;
  }
  get rawHeaders(): readonly string[] {
    return this.#head.rawHeaders;
  }
  get remoteAddress(): string {
    return this.#line.remoteAddress;
  }
  get isOver(): boolean {
    return this.isAnswered || this.#line.socket.destroyed;
  }

  async readBody(maximumBytes: number): Promise<Uint8Array> {
    if (this.received.length > maximumBytes) throw new BodyTooLarge();
    return this.received;
  }

  async *streamBody(maximumBytes: number): AsyncIterable<Uint8Array> {
    const body = await this.readBody(maximumBytes);
    if (body.length > 0) yield body;
  }

  async answer({ status, headers, body }: Answer): Promise<void> {
    const { socket } = this.#line;
    if (socket.destroyed) return;
    if (typeof body === "string" || body instanceof Uint8Array) {
      const payload = mayHaveBody(status) ? body : "";
      const length = typeof payload === "string" ? Buffer.byteLength(payload) : payload.length;
      const head = answerHead(status, headers, mayHaveBody(status) ? length : "none");
      this.hasBegun = true;
      // A text of as many bytes as characters is ASCII, and so goes out with the head as it is.
      if (payload.length === length && typeof payload === "string") socket.write(head.text + payload, "latin1");
      else socket.write(Buffer.concat([Buffer.from(head.text, "latin1"), Buffer.from(payload)]));
      this.#finish(head.closes);
    } else {
      const head = answerHead(status, headers, "chunked");
      this.hasBegun = true;
      socket.write(head.text, "latin1");
      await this.#writeChunks(body);
      this.#finish(head.closes);
    }
  }

  whenOver(listener: () => void): void {
    if (this.#whenOver === undefined) this.#line.socket.on("close", this.#over);
    (this.#whenOver ??= []).push(listener);
  }

  abandon(): void {
    this.#line.socket.destroy();
  }

  /** @see RFC 9112, section 7.1 */
  async #writeChunks(body: AsyncIterable<Uint8Array>): Promise<void> {
    const { socket } = this.#line;
    try {
      for await (const piece of body) {
        if (socket.destroyed) return;
        if (piece.length === 0) continue;
        const chunk = Buffer.concat([Buffer.from(`${piece.length.toString(16)}\r\n`), piece, CHUNK_END]);
        if (!socket.write(chunk)) await drained(socket);
      }
    } catch (error) {
      // The head is out: the only honest way to say that the body is not whole is to break the connection.
      socket.destroy();
      throw error;
    }
    socket.write(LAST_CHUNK);
  }

  #finish(closes: boolean): void {
    if (this.#line.socket.destroyed) return;
    this.isAnswered = true;
    if (this.#whenOver !== undefined) this.#over();
    this.#line.done(closes);
  }

  readonly #over = (): void => {
    this.#line.socket.off("close", this.#over);
    for (const listener of this.#whenOver ?? []) listener();
    this.#whenOver = undefined;
  };
}

const CHUNK_END = Buffer.from("\r\n");
const LAST_CHUNK = Buffer.from("0\r\n\r\n");
