/** Where whoever records the API calls of clients listens in. */

/** A call as its client made it. */
export interface ClientCall {
  readonly service: string;
  readonly operation: string;
  readonly account: string;
  readonly region: string;
  /** Scheme, host and port that the client used. */
  readonly endpoint: string;
  readonly input: object;
}

/** One call that is listened to. */
export interface TappedCall {
  /** What the operation is given in the input's place: bodies in it are listened to as they are read. */
  readonly input: object;
  answered(output: unknown): void;
  refused(statusCode: number, code: string): void;
}

/** Undefined when nobody listens. */
export type CallTap = (call: ClientCall) => TappedCall | undefined;
