/**
 * A connection of one of our own bootstraps to the Runtime API. Its requests are read here at a fraction of what a general
 * parser and its streams cost; the first that is not plain hands the connection over to Node's server for good.
 */
import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import { type PlainRequest, plainRequestOf } from "./plain-request.ts";
import type { RuntimeReply } from "./runtime-reply.ts";

/** What a process has posted as the answer to an event. */
export interface PostedAnswer {
  readonly requestId: string;
  readonly isError: boolean;
  readonly body: Buffer;
  readonly errorType: string | undefined;
}

export interface PlainSpeaker {
  /** `host:port` of the server, as every request must name it. */
  readonly host: string;
  next(reply: RuntimeReply): void;
  answer(posted: PostedAnswer, reply: RuntimeReply): void;
  /** Takes the connection over, with what has been heard on it and not been answered. */
  handOver(socket: Socket, unread: Buffer): void;
}

export class RuntimeConnection {
  readonly #socket: Socket;
  readonly #speaker: PlainSpeaker;
  #unread: Buffer[] = [];
  #unreadBytes = 0;
  /** How many bytes there must be before it is worth to look at them again. */
  #neededBytes = 1;
  /** Answers that go out together with the next one. */
  #owed: Uint8Array[] = [];
  /** The process has asked for an event and has none yet. */
  #isWaiting = false;
  #isTaking = false;
  #whenGone: (() => void) | undefined;

  constructor(socket: Socket, speaker: PlainSpeaker) {
    this.#socket = socket;
    this.#speaker = speaker;
  }

  start(): void {
    this.#socket.on("data", this.#hear);
    this.#socket.on("close", this.#close);
    this.#socket.on("error", this.#fail);
  }

  readonly #hear = (bytes: Buffer): void => {
    this.#unread.push(bytes);
    this.#unreadBytes += bytes.length;
    // Who waits for an answer has nothing to say: whatever it is, it must not pile up.
    if (this.#isWaiting) this.#socket.pause();
    else if (this.#unreadBytes >= this.#neededBytes) this.#take();
  };

  readonly #close = (): void => this.#whenGone?.();

  /** A connection that breaks has ended, which is what counts. */
  readonly #fail = (): void => {};

  /** Takes request after request, as far as they are whole. */
  #take(): void {
    this.#isTaking = true;
    while (!this.#isWaiting && this.#unreadBytes > 0) {
      const heard = this.#joined();
      const request = plainRequestOf(heard, this.#speaker.host);
      if (request === undefined) return this.#leave(heard);
      this.#neededBytes = request.bytes;
      if (heard.length < request.bytes) break;
      this.#answer(request, heard);
    }
    this.#isTaking = false;
    // The reply to an answer can wait for the event when the process has asked for that already: it is woken up once.
    if (!this.#isWaiting) this.#pay();
  }

  #answer(request: PlainRequest, heard: Buffer): void {
    this.#unread = heard.length === request.bytes ? [] : [heard.subarray(request.bytes)];
    this.#unreadBytes -= request.bytes;
    this.#neededBytes = 1;
    if (request.kind === "next") {
      this.#isWaiting = true;
      return this.#speaker.next(this.#reply(() => this.#goOn()));
    }
    const { requestId, isError, errorType, headBytes, bytes } = request;
    const posted = { requestId, isError, errorType, body: heard.subarray(headBytes, bytes) };
    this.#speaker.answer(
      posted,
      this.#reply(() => {}),
    );
  }

  #reply(done: () => void): RuntimeReply {
    return {
      send: (status, fields, body) => {
        const lines = [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`];
        for (let index = 0; index < fields.length; index += 2) lines.push(`${fields[index]}: ${fields[index + 1]}`);
        lines.push(`Content-Length: ${body.length}`, "\r\n");
        this.#owed.push(Buffer.from(lines.join("\r\n"), "latin1"), body);
        done();
      },
      whenGone: (run) => (this.#whenGone = run),
    };
  }

  /** The process has been given what it waited for. */
  #goOn(): void {
    this.#isWaiting = false;
    if (this.#isTaking) return;
    this.#pay();
    if (this.#socket.isPaused()) this.#socket.resume();
    if (this.#unreadBytes >= this.#neededBytes) this.#take();
  }

  /** Everything in one write. */
  #pay(): void {
    if (this.#owed.length === 0) return;
    const owed = Buffer.concat(this.#owed);
    this.#owed = [];
    this.#socket.write(owed);
  }

  #leave(heard: Buffer): void {
    this.#pay();
    this.#socket.off("data", this.#hear);
    this.#socket.off("close", this.#close);
    this.#socket.off("error", this.#fail);
    this.#speaker.handOver(this.#socket, heard);
  }

  #joined(): Buffer {
    const [first] = this.#unread;
    const joined = this.#unread.length === 1 && first !== undefined ? first : Buffer.concat(this.#unread);
    this.#unread = [joined];
    return joined;
  }
}
