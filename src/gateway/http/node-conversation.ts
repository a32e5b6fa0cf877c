/** A conversation that Node's own HTTP server leads: everything that is not plain, and all of TLS. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Answer, Conversation } from "./conversation.ts";
import { readBody, streamBody } from "./read-body.ts";
import { send } from "./send.ts";

export class NodeConversation implements Conversation {
  readonly received = undefined;
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;

  constructor(request: IncomingMessage, response: ServerResponse) {
    this.#request = request;
    this.#response = response;
  }

  get method(): string {
    return this.#request.method ?? "GET";
  }
  get target(): string {
    return this.#request.url ?? "/";
  }
  get httpVersion(): string {
    return this.#request.httpVersion;
  }
  get headers(): Readonly<Record<string, string | undefined>> {
    // Node joins repeated headers by ", " itself; only Set-Cookie, which no request has, would be a list.
    return this.#request.headers as Readonly<Record<string, string | undefined>>;
  }
  get rawHeaders(): readonly string[] {
    return this.#request.rawHeaders;
  }
  get isSecure(): boolean {
    return "encrypted" in this.#request.socket;
  }
  get remoteAddress(): string {
    return this.#request.socket.remoteAddress ?? "";
  }
  get hasBegun(): boolean {
    return this.#response.headersSent;
  }
  get isAnswered(): boolean {
    return this.#response.writableFinished;
  }
  get isOver(): boolean {
    return this.#response.closed;
  }

  readBody(maximumBytes: number): Promise<Uint8Array> {
    return readBody(this.#request, maximumBytes);
  }

  streamBody(maximumBytes: number): AsyncIterable<Uint8Array> {
    return streamBody(this.#request, maximumBytes);
  }

  async answer(answer: Answer): Promise<void> {
    // What was not read of a body would be taken for the next request, so the connection ends with the answer.
    const headers = this.#hasUnread ? [...answer.headers, ["connection", "close"] as const] : answer.headers;
    await send(this.#response, { ...answer, headers });
  }

  get #hasUnread(): boolean {
    const { "content-length": length, "transfer-encoding": encoding } = this.#request.headers;
    return !this.#request.complete && (Number(length ?? 0) > 0 || encoding !== undefined);
  }

  whenOver(listener: () => void): void {
    this.#response.on("close", listener);
  }

  abandon(): void {
    this.#response.destroy();
  }
}
