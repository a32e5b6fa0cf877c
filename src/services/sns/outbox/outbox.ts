/** Looking into the outbox and clearing it: for the admin API, the console and tests. */
import type { ReadScope, WriteScope } from "../../../platform/scope.ts";
import { outbox } from "../keyspaces.ts";
import type { CapturedSend } from "./captured-send.ts";

/** A captured send, ready for JSON: its time as ISO 8601. */
export interface ShownSend extends Omit<CapturedSend, "at"> {
  readonly at: string;
}

export interface OutboxPage {
  /** The newest first. */
  readonly sends: readonly ShownSend[];
  /** What `before` is set to for the next page; absent on the last one. */
  readonly next?: number;
}

/** Which sends are asked for. */
export interface OutboxQuery {
  readonly protocol?: CapturedSend["protocol"] | undefined;
  readonly to?: string | undefined;
  readonly limit: number;
  /** The place behind which the page begins. */
  readonly before?: number | undefined;
}

export function isCapturedProtocol(text: string): text is CapturedSend["protocol"] {
  return text === "email" || text === "email-json" || text === "sms" || text === "application";
}

/** A page of the outbox. */
export function outboxPage(at: ReadScope, query: OutboxQuery): OutboxPage {
  const sends: ShownSend[] = [];
  const range = query.before === undefined ? {} : { to: [query.before] as const };
  let last = 0;
  for (const { key, value } of outbox.range(at.tx, [], { ...range, reverse: true })) {
    if (query.protocol !== undefined && value.protocol !== query.protocol) continue;
    if (query.to !== undefined && value.to !== query.to) continue;
    if (sends.length === query.limit) return { sends, next: last };
    sends.push({ ...value, at: new Date(value.at).toISOString() });
    [last] = key;
  }
  return { sends };
}

/** Removes every captured send. @returns how many there were */
export function clearOutbox(at: WriteScope): number {
  const serials = [...outbox.keys(at.tx, [])];
  for (const serial of serials) outbox.delete(at.tx, serial);
  return serials.length;
}
