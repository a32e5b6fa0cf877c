/** The log of a crash run of SNS: what was published and answered, and what came out of the queues. The checker's only source. */

/** A queue that is subscribed, and how. */
export interface Subscriber {
  readonly queue: string;
  readonly raw: boolean;
  /** What its filter policy asks of the attribute `colour`; it has none when absent. */
  readonly colour?: string;
}

export interface TopicSettings {
  readonly name: string;
  readonly isFifo: boolean;
  readonly subscribers: readonly Subscriber[];
}

/** A message as its publisher names it. The name is its text. */
export interface PublishEntry {
  readonly name: string;
  readonly colour: string;
  readonly group?: string;
  readonly deduplicationId?: string;
}

/** What became of an entry. */
export interface PublishResult {
  readonly refused?: string;
  readonly messageId?: string;
  readonly sequenceNumber?: string;
}

/** A message out of a queue; the ids of SNS are in envelopes alone. */
export interface Arrival {
  readonly name: string;
  readonly messageId?: string;
  readonly sequenceNumber?: string;
  readonly group?: string;
}

/** One line; `id` ties an end to its call. */
export type PublishLine =
  | { readonly type: "run"; readonly seed: number; readonly topics: readonly TopicSettings[] }
  | {
      readonly type: "publish";
      readonly id: number;
      readonly client: string;
      readonly topic: string;
      readonly entries: readonly PublishEntry[];
    }
  | { readonly type: "results"; readonly id: number; readonly results: readonly PublishResult[] }
  | { readonly type: "refused"; readonly id: number; readonly status: number; readonly code: string }
  /** No answer was seen, and the server that was asked is gone. */
  | { readonly type: "lost"; readonly id: number }
  | { readonly type: "killed" }
  /** One receive, in the order of its messages. */
  | { readonly type: "arrived"; readonly queue: string; readonly messages: readonly Arrival[] }
  /** A receive found nothing, and nothing more was waited for. */
  | { readonly type: "drained"; readonly queue: string };
