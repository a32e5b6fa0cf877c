/** The rows that the events of one put become. */
import type { InputLogEvent } from "../../../schema/generated/logs.ts";

/** The messages of one timestamp, with the number of their row in the group. */
export interface NumberedRow {
  readonly timestamp: number;
  readonly serial: number;
  readonly messages: readonly string[];
}

/** Events with the same timestamp share a row; a put is in order, so that they stand together. */
export function numberedRows(events: readonly InputLogEvent[], firstSerial: number): readonly NumberedRow[] {
  const rows: { timestamp: number; serial: number; messages: string[] }[] = [];
  for (const { timestamp, message } of events) {
    const row = rows.at(-1);
    if (row?.timestamp === timestamp) row.messages.push(message);
    else rows.push({ timestamp, serial: firstSerial + rows.length, messages: [message] });
  }
  return rows;
}
