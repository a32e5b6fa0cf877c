/** One HTTP request and the way to answer it, whoever speaks with the client. */

/** What is answered. Head and a body that is not a stream leave in one write, since two would wait for each other. */
export interface Answer {
  readonly status: number;
  /** Names with their values; a name may come more than once, as Set-Cookie does. */
  readonly headers: Iterable<readonly [name: string, value: string]>;
  readonly body: Uint8Array | string | AsyncIterable<Uint8Array>;
}

export interface Conversation {
  readonly method: string;
  /** The request's target as it came: path and query. */
  readonly target: string;
  /** Such as `1.1`. */
  readonly httpVersion: string;
  /** Lower-case names; repeated headers joined by ", ". */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Names and values in turn, as the client wrote them. */
  readonly rawHeaders: readonly string[];
  readonly isSecure: boolean;
  readonly remoteAddress: string;
  /** The whole body, where it came with the head; where it did not, it has to be read. */
  readonly received: Uint8Array | undefined;
  /** All bytes of the body. @throws BodyTooLarge as soon as the bound is known to be passed */
  readBody(maximumBytes: number): Promise<Uint8Array>;
  /** The body in pieces. Whoever stops reading can still answer. @throws BodyTooLarge */
  streamBody(maximumBytes: number): AsyncIterable<Uint8Array>;
  /**
   * Answers, once. A connection on which some of the body was not read ends with the answer: the rest would be taken
   * for the next request. Resolves when the answer was handed to the connection, or the client has left.
   * @throws what the stream of a body throws, or TypeError for a header that HTTP does not allow
   */
  answer(answer: Answer): Promise<void>;
  /** Some of an answer has been sent: no other can be. */
  readonly hasBegun: boolean;
  /** The answer is complete. */
  readonly isAnswered: boolean;
  /** Nothing can be said any more: the answer is complete, or the client has left. */
  readonly isOver: boolean;
  /** Calls `listener` when it is over, which it is not yet. */
  whenOver(listener: () => void): void;
  /** Breaks the connection: whatever was to be said can no longer be said honestly. */
  abandon(): void;
}

/** The body was longer than it may be; the rest of it is not read. */
export class BodyTooLarge extends Error {
  override readonly name = "BodyTooLarge";
}

/** Whether an answer of this status may have a body: RFC 9110, sections 15.3.5 and 15.4.5. */
export function mayHaveBody(status: number): boolean {
  return status !== 204 && status !== 304;
}
