/** A connection on which plain requests come, one after the other; the first that is not plain goes to Node's server. */
import type { Socket } from "node:net";
import { KEEP_ALIVE_MILLISECONDS } from "../limits.ts";
import type { Conversation } from "./conversation.ts";
import { PlainConversation, type PlainLine } from "./plain-conversation.ts";
import { type PlainHead, plainHeadOf } from "./plain-head.ts";

export interface PlainSpeaker {
  readonly handle: (conversation: Conversation) => void;
  /** Takes the connection over for good, with what has been heard on it and not been answered. */
  readonly handOver: (socket: Socket, unread: Buffer) => void;
}

export class PlainConnection implements PlainLine {
  readonly socket: Socket;
  readonly remoteAddress: string;
  readonly #speaker: PlainSpeaker;
  /** What has been heard and not been taken, in the order in which it came. */
  #unread: Buffer[] = [];
  #unreadBytes = 0;
  /** The head of the request whose body is still coming. */
  #head: PlainHead | undefined;
  #isAnswering = false;
  /** Taking what was heard: an answer given meanwhile leaves the next request to whoever takes. */
  #isTaking = false;

  constructor(socket: Socket, speaker: PlainSpeaker) {
    this.socket = socket;
    this.remoteAddress = socket.remoteAddress ?? "";
    this.#speaker = speaker;
  }

  /** Begins with what has been heard already. */
  start(first: Buffer): void {
    this.socket.setTimeout(KEEP_ALIVE_MILLISECONDS, this.#tire);
    this.socket.on("data", this.#hear);
    this.#hear(first);
  }

  /** Nothing has been asked that is not answered. */
  get isIdle(): boolean {
    return !this.#isAnswering && this.#unreadBytes === 0;
  }

  done(closes: boolean): void {
    if (closes) return void this.socket.end();
    // A client that asks and does not read its answers must not make them pile up.
    if (this.socket.writableNeedDrain) this.socket.once("drain", this.#goOn);
    else this.#goOn();
  }

  readonly #hear = (bytes: Buffer): void => {
    this.#unread.push(bytes);
    this.#unreadBytes += bytes.length;
    if (this.#isAnswering) this.socket.pause();
    else this.#take();
  };

  readonly #tire = (): void => {
    if (this.isIdle) this.socket.destroy();
  };

  readonly #goOn = (): void => {
    this.#isAnswering = false;
    if (this.socket.isPaused()) this.socket.resume();
    if (!this.#isTaking) this.#take();
  };

  /** Takes request after request, as long as they are whole and answered at once. */
  #take(): void {
    this.#isTaking = true;
    while (!this.#isAnswering && this.#unreadBytes > 0) {
      this.#head ??= plainHeadOf(this.#joined());
      if (this.#head === undefined) {
        this.#leave();
        break;
      }
      const { headBytes, bodyBytes } = this.#head;
      const bytes = headBytes + bodyBytes;
      if (this.#unreadBytes < bytes) break;
      this.#answer(this.#head, bytes);
    }
    this.#isTaking = false;
  }

  #answer(head: PlainHead, bytes: number): void {
    const heard = this.#joined();
    this.#unreadBytes -= bytes;
    this.#unread = this.#unreadBytes === 0 ? [] : [heard.subarray(bytes)];
    this.#head = undefined;
    this.#isAnswering = true;
    this.#speaker.handle(new PlainConversation(this, head, heard.subarray(head.headBytes, bytes)));
  }

  #leave(): void {
    this.socket.off("data", this.#hear);
    this.socket.setTimeout(0, this.#tire);
    this.#speaker.handOver(this.socket, this.#joined());
  }

  #joined(): Buffer {
    const [first] = this.#unread;
    if (this.#unread.length !== 1 || first === undefined) this.#unread = [Buffer.concat(this.#unread)];
    return this.#unread[0] ?? first ?? Buffer.alloc(0);
  }
}
