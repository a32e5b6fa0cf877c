/** FIFO deduplication: what was sent under an id within the last five minutes is not sent again. */
import { attempts, deduplication, ends, type DeduplicationBinding } from "../keyspaces.ts";
import { DEDUPLICATION_UPKEEP_SLACK_MILLISECONDS, FIXED } from "../limits.ts";
import { expectUpkeep, type OpenQueue } from "./open-queue.ts";

/** Kinds of rows in `ends`. */
const DEDUPLICATION_END = 0;
export const RECEIVE_ATTEMPT_END = 1;

/** An id, and the group that it is an id of. */
export interface DeduplicationId {
  readonly groupId: string;
  readonly id: string;
}

/** What the id stands for, while it does. */
export function findBinding(open: OpenQueue, id: DeduplicationId): DeduplicationBinding | undefined {
  const { at, queue } = open;
  const binding = deduplication.get(at.tx, [queue.contents, scopeOf(open, id), id.id]);
  return binding !== undefined && binding.endsAt > at.now ? binding : undefined;
}

/** Binds the id to a message for five minutes from now. */
export function bind(open: OpenQueue, id: DeduplicationId, message: { messageId: string; serial: number }): void {
  const { at, queue } = open;
  const { messageId, serial } = message;
  const scope = scopeOf(open, id);
  const endsAt = at.now + FIXED.deduplicationMilliseconds;
  deduplication.put(at.tx, [queue.contents, scope, id.id], { messageId, serial, endsAt });
  ends.put(at.tx, [queue.contents, endsAt, DEDUPLICATION_END, scope, id.id], null);
  expectUpkeep(open, endsAt + DEDUPLICATION_UPKEEP_SLACK_MILLISECONDS);
}

/** Clears away ids and receive attempts past their end. @returns how many */
export function clearEnded(open: OpenQueue, limit: number): number {
  const { at, queue } = open;
  let cleared = 0;
  for (const row of ends.keys(at.tx, [queue.contents], { to: [queue.contents, at.now + 1], limit })) {
    const [contents, endsAt, kind, scope, id] = row;
    ends.delete(at.tx, row);
    cleared++;
    if (kind === RECEIVE_ATTEMPT_END) {
      if (attempts.get(at.tx, [contents, id])?.endsAt === endsAt) attempts.delete(at.tx, [contents, id]);
    } else if (deduplication.get(at.tx, [contents, scope, id])?.endsAt === endsAt) {
      deduplication.delete(at.tx, [contents, scope, id]);
    }
  }
  return cleared;
}

/** With the scope of the group, the same id in another group is another id. */
function scopeOf({ queue }: OpenQueue, { groupId }: DeduplicationId): string {
  return queue.settings.deduplicationScope === "messageGroup" ? groupId : "";
}
