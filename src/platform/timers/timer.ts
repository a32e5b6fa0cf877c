/** Durable timers: what falls due later, also after a restart. */

/** A timer as a write asks for it. Everything in it is plain data. */
export interface TimerRequest {
  /** Unique in the cloud; setting a timer with the same id moves it. Begin it with the service's name. */
  readonly id: string;
  /** Which handler runs it: a name that a service declares, such as `logs.retention`. */
  readonly kind: string;
  readonly dueAt: number;
  readonly payload: unknown;
}
