/** Expired events: when they are removed, in bounded turns of a durable timer. Reads hide them from the first moment on. */
import { DAY_MILLISECONDS } from "../../../kernel/durations.ts";
import type { WriteScope } from "../../../platform/scope.ts";
import type { TimerRequest } from "../../../platform/timers/timer.ts";
import { rowBytes } from "../event/event-row.ts";
import { events, groupEvents, groupTallies } from "../keyspaces.ts";
import { CLEARED_ROWS_MAX, RETENTION_INTERVAL_MILLISECONDS } from "../limits.ts";
import { findGroup, type Group, retainedSince, tallyOf } from "./group.ts";

/** What the timer knows of its group. The id tells a group from another that took its name. */
export interface RetentionPayload {
  readonly name: string;
  readonly id: number;
}

/** The timer that looks at the group's oldest event when it expires; undefined when nothing can. */
export function nextRetention(at: WriteScope, group: Group, notBefore = 0): TimerRequest | undefined {
  const { id, name, retentionInDays } = group;
  if (retentionInDays === undefined) return undefined;
  const oldest = groupEvents.first(at.tx, [id]);
  if (oldest === undefined) return undefined;
  // The first millisecond in which `retainedSince` is past the event.
  const expiresAt = oldest.key[1] + retentionInDays * DAY_MILLISECONDS + 1;
  const dueAt = Math.max(expiresAt, notBefore);
  return { id: retentionTimerId(id), kind: "logs.retention", dueAt, payload: { name, id } satisfies RetentionPayload };
}

/** Sets the timer anew, after the policy changed. */
export function rearmRetention(at: WriteScope, group: Group): void {
  const timer = nextRetention(at, group, at.now);
  const { retentionAt: _, ...tally } = tallyOf(at, group.id);
  if (timer === undefined) at.cancelTimer(retentionTimerId(group.id));
  else at.setTimer(timer);
  groupTallies.put(at.tx, [group.id], timer === undefined ? tally : { ...tally, retentionAt: timer.dueAt });
}

/** One turn: removes what has expired, up to a bound, and says when to look again. */
export function runRetention(payload: RetentionPayload, at: WriteScope): void {
  const group = findGroup(at, payload.name);
  if (group === undefined || group.id !== payload.id) return;
  const { removed, bytes } = removeExpired(at, group);
  const { retentionAt: _, ...tally } = tallyOf(at, group.id);
  const wait = removed === CLEARED_ROWS_MAX ? 0 : RETENTION_INTERVAL_MILLISECONDS;
  const timer = nextRetention(at, group, at.now + wait);
  if (timer !== undefined) at.setTimer(timer);
  groupTallies.put(at.tx, [group.id], {
    ...tally,
    storedBytes: Math.max(0, tally.storedBytes - bytes),
    ...(timer === undefined ? {} : { retentionAt: timer.dueAt }),
  });
}

/** Stops looking at a group that is deleted. */
export function cancelRetention(at: WriteScope, groupId: number): void {
  at.cancelTimer(retentionTimerId(groupId));
}

function retentionTimerId(groupId: number): string {
  return `logs.retention/${groupId}`;
}

function removeExpired(at: WriteScope, group: Group): { readonly removed: number; readonly bytes: number } {
  const to = [group.id, retainedSince(group, at.now)] as const;
  let removed = 0;
  let bytes = 0;
  for (const { key, value: streamId } of groupEvents.range(at.tx, [group.id], { to, limit: CLEARED_ROWS_MAX })) {
    const row = events.get(at.tx, [streamId, key[1], key[2]]);
    if (row !== undefined) bytes += rowBytes(row);
    events.delete(at.tx, [streamId, key[1], key[2]]);
    groupEvents.delete(at.tx, key);
    removed++;
  }
  return { removed, bytes };
}
