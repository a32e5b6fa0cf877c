/** The story of every event: records that lead from a cause to its effects, the ones that did not happen included. */

/** How an act ended. The negative ones are as important: they say why an event did not arrive. */
export type Outcome =
  | "ok"
  | "filtered-out"
  | "deduplicated"
  | "group-locked"
  | "denied"
  | "expired"
  | "throttled"
  | "dead-lettered"
  | "retried"
  | "failed";

/** What a service tells of an act. */
export interface Story {
  /** What happened: `sqs.sent`, `sns.delivery`, `lambda.invocation` ... */
  readonly kind: string;
  /** ARN of what it happened to. */
  readonly resource: string;
  readonly outcome: Outcome;
  /** A sentence; given whenever the outcome is not `ok`. */
  readonly reason?: string | undefined;
  /** The record that this happened because of; the scope's own cause when absent. */
  readonly parent?: string;
  /** What its id carries on to everything that happens because of it; the parent's when absent. */
  readonly chain?: string;
  /** The id by which users know the event: a message id, a request id, an object key. */
  readonly subject?: string | undefined;
  /** The X-Ray trace that it belongs to, such as `1-5759e988-bd862e3fe1be46a994272793`, where one is known. */
  readonly traceId?: string | undefined;
}

/** A story as it is kept. */
export interface LineageRecord extends Story {
  readonly id: string;
  readonly parent: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** What is kept of a story; made member by member, because every request makes some. */
export function lineageRecord(story: Story, { id, parent, at }: LineagePlace): LineageRecord {
  const { kind, resource, outcome, reason, subject, traceId } = story;
  return { id, parent: story.parent ?? parent, kind, resource, outcome, reason, subject, traceId, at };
}

/** Where a story belongs. */
interface LineagePlace {
  readonly id: string;
  /** The cause, unless the story names another. */
  readonly parent: string;
  readonly at: number;
}
