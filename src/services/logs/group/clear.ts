/** What deleted groups and streams leave behind is cleared away in bounded turns; it cannot be read from the first moment on. */
import type { WriteScope } from "../../../platform/scope.ts";
import { rowBytes } from "../event/event-row.ts";
import { events, groupEvents, groupTallies, streamNames, streams, streamsByLastEvent } from "../keyspaces.ts";
import { CLEARED_ROWS_MAX } from "../limits.ts";

/** What is to be cleared away: all of a group, or the events of one of its streams. */
export type ClearPayload =
  | { readonly what: "group"; readonly groupId: number }
  | { readonly what: "stream"; readonly groupId: number; readonly streamId: number };

/** Begins it. */
export function clearLater(at: WriteScope, payload: ClearPayload): void {
  const owner = payload.what === "group" ? payload.groupId : payload.streamId;
  at.setTimer({ id: `logs.clear/${payload.what}/${owner}`, kind: "logs.clear", dueAt: at.now, payload });
}

/** One turn of it; sets the next one when something is left. */
export function runClear(payload: ClearPayload, at: WriteScope): void {
  const left = payload.what === "group" ? clearGroup(payload.groupId, at) : clearStream(payload, at);
  if (left) clearLater(at, payload);
}

function clearGroup(groupId: number, at: WriteScope): boolean {
  let room = CLEARED_ROWS_MAX;
  for (const { key, value: streamId } of groupEvents.range(at.tx, [groupId], { limit: room })) {
    events.delete(at.tx, [streamId, key[1], key[2]]);
    groupEvents.delete(at.tx, key);
    room--;
  }
  for (const { key, value } of streams.range(at.tx, [groupId], { limit: room })) {
    streams.delete(at.tx, key);
    streamNames.delete(at.tx, [value.id]);
    streamsByLastEvent.delete(at.tx, [groupId, value.lastEventAt ?? 0, key[1]]);
    room--;
  }
  if (room === 0) return true;
  groupTallies.delete(at.tx, [groupId]);
  return false;
}

function clearStream({ groupId, streamId }: ClearPayload & { readonly what: "stream" }, at: WriteScope): boolean {
  let room = CLEARED_ROWS_MAX;
  let bytes = 0;
  for (const { key, value } of events.range(at.tx, [streamId], { limit: room })) {
    events.delete(at.tx, key);
    groupEvents.delete(at.tx, [groupId, key[1], key[2]]);
    bytes += rowBytes(value);
    room--;
  }
  const tally = groupTallies.get(at.tx, [groupId]);
  // The group may have been deleted meanwhile.
  if (tally !== undefined && bytes > 0) {
    groupTallies.put(at.tx, [groupId], { ...tally, storedBytes: Math.max(0, tally.storedBytes - bytes) });
  }
  return room === 0;
}
