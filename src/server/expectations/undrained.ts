/** What is said of a queue that was not worked off in time. */
import { arrivals } from "./arrivals.ts";
import type { Evidence } from "./evidence.ts";
import type { Finding } from "./expectation-report.ts";
import type { Subject } from "./verdict.ts";

/** A queue when its time was over. */
export interface Undrained {
  readonly queue: Subject;
  /** As whoever expected it has written it. */
  readonly within: string;
  /** How many messages it holds, delayed ones and those in flight included. */
  readonly left: number;
  /** The ids of the oldest of them. */
  readonly messageIds: readonly string[];
}

/** Why the queue did not drain: the messages that are left. */
export function undrained(evidence: Evidence, { queue, within, left, messageIds }: Undrained): Finding {
  const still = new Set(messageIds);
  const waiting = arrivals(evidence, queue.arn).filter(({ record }) => still.has(record.subject ?? ""));
  return {
    sentence: `Expected the queue ${queue.name} to drain within ${within}; it still holds ${left}.`,
    records: waiting.map(({ record }) => record),
    found: waiting.map(({ body }) => body),
  };
}
