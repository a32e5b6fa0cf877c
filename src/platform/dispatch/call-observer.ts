/** Whoever watches the calls of a cloud: a test kit. It changes nothing and must not throw. */

/** A call that ended well, from outside or from another service. */
export interface ObservedCall {
  /** Such as `sqs.SendMessage`. */
  readonly kind: string;
  readonly account: string;
  readonly region: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly output: unknown;
  /** The lineage record of the call. */
  readonly cause: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export type CallObserver = (call: ObservedCall) => void;
