/** The history of alarms: what is added to it, and how long it is kept. */
import type { ReadScope, WriteScope } from "../../../platform/scope.ts";
import { history, historyByAlarm } from "../keyspaces.ts";
import { HISTORY_CLEARED, HISTORY_KEPT_MILLISECONDS } from "../limits.ts";
import { nextNumber } from "../next-number.ts";
import type { HistoryRecord } from "./alarm-record.ts";

/** Adds an item of this moment, and clears away a few that are past their time. */
export function addHistory(at: WriteScope, item: HistoryRecord): void {
  const { account, region, now } = at;
  const serial = nextNumber(at, "history");
  history.put(at.tx, [account, region, now, serial], item);
  historyByAlarm.put(at.tx, [account, region, item.alarmName, now, serial], item);
  const to = [account, region, historyStart(now)] as const;
  for (const { key, value } of history.range(at.tx, [account, region], { to, limit: HISTORY_CLEARED })) {
    history.delete(at.tx, key);
    historyByAlarm.delete(at.tx, [account, region, value.alarmName, key[2], key[3]]);
  }
}

/** An item with its place. */
export interface HistoryItem extends HistoryRecord {
  readonly at: number;
  readonly serial: number;
}

export interface HistoryQuery {
  readonly alarmName: string | undefined;
  /** Included. */
  readonly from: number;
  /** Included. */
  readonly to: number;
  readonly reverse: boolean;
  /** Time and serial number of the item that the last page ended with. */
  readonly after: readonly [number, number] | undefined;
}

/** Items in the order of time, or in its reverse. */
export function* historyItems(at: ReadScope, query: HistoryQuery): Generator<HistoryItem> {
  const { account, region } = at;
  const { alarmName, reverse } = query;
  const from = Math.max(query.from, historyStart(at.now));
  const bounds = (lead: readonly string[]): object => ({
    from: [...lead, from],
    to: [...lead, query.to + 1],
    reverse,
    ...(query.after === undefined ? {} : { after: [...lead, ...query.after] }),
  });
  if (alarmName === undefined) {
    for (const { key, value } of history.range(at.tx, [account, region], bounds([account, region]))) {
      yield { ...value, at: key[2], serial: key[3] };
    }
    return;
  }
  const lead = [account, region, alarmName] as const;
  for (const { key, value } of historyByAlarm.range(at.tx, lead, bounds(lead))) {
    yield { ...value, at: key[3], serial: key[4] };
  }
}

function historyStart(now: number): number {
  return Math.max(0, now - HISTORY_KEPT_MILLISECONDS);
}
