/** What is known when somebody asks why an event did not arrive: its story, and how things are connected now. */
import type { LineageRecord } from "../../platform/lineage/lineage.ts";

export type TargetKind = "queue" | "function" | "topic" | "subscription" | "bucket";

/** Where the event was expected. */
export interface Target {
  readonly kind: TargetKind;
  readonly arn: string;
}

/** Something that hands events on by itself. */
export interface Connection {
  readonly kind: "subscription" | "event-source" | "notification" | "dead-letter";
  /** The ARN that lineage knows it by; of a notification configuration, which has none, its id. */
  readonly arn: string;
  readonly from: Target;
  /** An ARN; of a subscription also an address of another kind. */
  readonly to: string;
  /** Set when it hands nothing on, with the reason as the end of a sentence. */
  readonly idle?: string;
  readonly createdAt?: number;
}

/** A message as it lies in a queue. */
export interface LyingMessage {
  readonly messageId: string;
  readonly state: "visible" | "delayed" | "in-flight";
  /** ISO 8601; of messages that are delayed or in flight. */
  readonly visibleAt?: string;
  /** The message before it in its group, which must be done with first. */
  readonly heldBy?: string;
}

export interface Facts {
  /** What was asked about. */
  readonly message: string;
  readonly target: Target;
  /** The whole trees around the message. */
  readonly records: readonly LineageRecord[];
  /** What leads to the target, directly or through others. */
  readonly connections: readonly Connection[];
  /** What a look into the queues among target and connections shows, by the queue's ARN. */
  readonly lying: ReadonlyMap<string, readonly LyingMessage[]>;
  /** Purges and deletions of those queues. */
  readonly clearings: readonly LineageRecord[];
}

/** What became of an event at a target. */
export type Verdict =
  | "delivered"
  | "in-flight"
  | "waiting"
  | "delayed"
  | "group-locked"
  | "filtered-out"
  | "deduplicated"
  | "expired"
  | "denied"
  | "throttled"
  | "dead-lettered"
  | "retried"
  | "failed"
  | "purged"
  | "moved"
  | "not-subscribed"
  | "never-sent"
  | "unknown-message";

export interface Finding {
  readonly verdict: Verdict;
  /** One or two sentences. */
  readonly sentence: string;
}
