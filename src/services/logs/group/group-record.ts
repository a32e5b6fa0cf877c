/** What is kept of a log group. */

/** A log group as it is kept. A group that is made again under the same name has another id, and so none of the old events. */
export interface GroupRecord {
  readonly id: number;
  readonly createdAt: number;
  readonly retentionInDays?: number;
  readonly tags: Readonly<Record<string, string>>;
}

/** What puts and deletions change. */
export interface GroupTally {
  readonly storedBytes: number;
  /** Serial number of the next row of events. */
  readonly nextSerial: number;
  /** When retention looks at the group next; undefined while nothing in it can expire. */
  readonly retentionAt?: number;
}
