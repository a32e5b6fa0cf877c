/** Durable effects: what must happen outside because of a committed change. */

/** An effect as a write asks for it. Everything in it is plain data: it is stored, and survives a crash. */
export interface EffectRequest {
  /** Which handler runs it: a name that a service declares, such as `sns.deliver`. */
  readonly kind: string;
  /** Effects of one source run one at a time, in the order in which they were added; sources do not wait for each other. */
  readonly source: string;
  readonly payload: unknown;
  /** Not before this time; at once when absent. Later effects of the same source wait behind it. */
  readonly dueAt?: number;
  /**
   * Who outside the cloud it waits for, such as a subscriber: effects of one lane have a bounded part of what may run,
   * so that one who is slow or dead delays nobody else. Absent for what stays inside.
   */
  readonly lane?: string;
  /**
   * True when running it changes nothing outside this cloud's store, so that it may begin as soon as the change is there
   * for others to see: what it writes is then in the same commit or a later one.
   */
  readonly isInside?: boolean;
}

/** What a handler may ask for: to be called again with the same payload, no earlier than `retryAt`. */
export interface EffectRetry {
  readonly retryAt: number;
}

/** What a handler knows of its run. */
export interface EffectRun {
  /** 1 for the first try. It counts tries across restarts. */
  readonly attempt: number;
  /** When the effect was added. */
  readonly addedAt: number;
}
