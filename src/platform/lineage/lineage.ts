/** The story of every event: records that lead from a cause to its effects, the ones that did not happen included. */

import { idInGroup } from "./chain.ts";

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
  readonly parent?: string | undefined;
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

/** The same story of many resources: it is told for about the price of one, and becomes a record for each of them. */
export interface SharedStory extends Omit<Story, "resource" | "chain"> {
  readonly resources: Resources;
}

/** Resources that a story is told of: a list that many stories share, without a few that it is not told of. */
export interface Resources {
  /** ARNs, in a list that never changes. */
  readonly all: readonly string[];
  /** Some of them. */
  readonly except?: ReadonlySet<string> | undefined;
}

export function resourceCount({ all, except }: Resources): number {
  return all.length - (except?.size ?? 0);
}

/** A shared story as it is kept: its records have ids that are made from its own. */
export interface SharedRecord extends SharedStory {
  readonly id: string;
  readonly parent: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** What is kept of a shared story. */
export function sharedRecord(story: SharedStory, { id, parent, at }: LineagePlace): SharedRecord {
  const { kind, resources, outcome, reason, subject, traceId } = story;
  return { id, parent: story.parent ?? parent, kind, resources, outcome, reason, subject, traceId, at };
}

/** The records that a shared one stands for. */
export function* recordsOf({ resources: { all, except }, ...shared }: SharedRecord): Generator<LineageRecord> {
  for (const [index, resource] of all.entries()) {
    if (except?.has(resource) !== true) yield { ...shared, id: idInGroup(shared.id, index), resource };
  }
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
