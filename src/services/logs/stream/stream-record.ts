/** What is kept of a log stream. */

export interface StreamRecord {
  readonly id: number;
  readonly createdAt: number;
  readonly firstEventAt?: number;
  readonly lastEventAt?: number;
  readonly lastIngestedAt?: number;
}
