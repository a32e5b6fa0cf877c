/** Timestamps on the wire: numbers of milliseconds since the epoch on our side, four forms on the other. */
import type { TimestampFormat } from "../schema/model.ts";

const ISO_8601 = /^(\d{4}-\d{2}-\d{2})(?:[Tt ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)([Zz]|[+-]\d{2}:?\d{2})?)?$/;
const NUMBER = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** `2026-01-12T10:00:00Z`, with milliseconds where there are any, or always where `withMilliseconds`. */
export function isoText(milliseconds: number, withMilliseconds = false): string {
  const text = new Date(milliseconds).toISOString();
  return withMilliseconds || !text.endsWith(".000Z") ? text : `${text.slice(0, -5)}Z`;
}

/** `Mon, 12 Jan 2026 10:00:00 GMT`. */
export function httpDate(milliseconds: number): string {
  return new Date(milliseconds).toUTCString();
}

/** The milliseconds since the epoch that a text in any of AWS's forms means; undefined where it means nothing. */
export function parseTimestamp(text: string): number | undefined {
  const trimmed = text.trim();
  const match = ISO_8601.exec(trimmed);
  if (match !== null) return finite(Date.parse(`${match[1]}T${match[2] ?? "00:00"}${match[3] ?? "Z"}`.toUpperCase()));
  if (NUMBER.test(trimmed)) return fromSeconds(Number(trimmed));
  // An HTTP date names its weekday and zone; anything vaguer that Date.parse would take is refused.
  return /^[A-Za-z]{3}, .+ GMT$/.test(trimmed) ? finite(Date.parse(trimmed)) : undefined;
}

/** Milliseconds of a number of seconds; undefined where no date is that far away. */
export function fromSeconds(seconds: number): number | undefined {
  const milliseconds = Math.round(seconds * 1000);
  return Math.abs(milliseconds) <= 8.64e15 ? milliseconds : undefined;
}

/** A timestamp as text in `format`. */
export function timestampText(milliseconds: number, format: TimestampFormat, withMilliseconds = false): string {
  if (format === "iso8601") return isoText(milliseconds, withMilliseconds);
  return format === "rfc822" ? httpDate(milliseconds) : String(milliseconds / 1000);
}

function finite(milliseconds: number): number | undefined {
  return Number.isNaN(milliseconds) ? undefined : milliseconds;
}
