/** The admin API's clock: shows it, and moves a virtual one. */
import type { Clock } from "../../kernel/clock.ts";
import {
  DAY_MILLISECONDS,
  HOUR_MILLISECONDS,
  MINUTE_MILLISECONDS,
  SECOND_MILLISECONDS,
} from "../../kernel/durations.ts";
import { VirtualClock } from "../../kernel/virtual-clock.ts";
import { AdminRefusal } from "./admin-request.ts";

const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: SECOND_MILLISECONDS,
  m: MINUTE_MILLISECONDS,
  h: HOUR_MILLISECONDS,
  d: DAY_MILLISECONDS,
};

/** The last moment that every format of AWS can write: the end of the year 9999. */
const LAST_MOMENT = Date.UTC(10_000, 0, 1) - 1;

/** A moment as ISO 8601 writes it, with its offset: without one it would mean another moment on another machine. */
const MOMENT = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2}))?$/;

/** Reads a duration: a number of milliseconds, or text such as `90s`, `5m`, `1h30m`. @throws AdminRefusal */
export function durationMilliseconds(value: unknown): number {
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return value;
  const parts = typeof value === "string" ? [...value.matchAll(/(\d{1,9})(ms|s|m|h|d)/g)] : [];
  const whole = parts.map((part) => part[0]).join("");
  if (whole === "" || whole !== value) {
    throw new AdminRefusal(400, 'A duration is milliseconds, or text such as "90s", "5m" or "1h30m".');
  }
  return parts.reduce((total, [, count, unit]) => total + Number(count) * (UNITS[unit ?? ""] ?? 0), 0);
}

/** Reads a moment from ISO 8601, in milliseconds since the epoch; undefined for what is none. */
export function momentMilliseconds(text: string): number | undefined {
  const moment = MOMENT.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(moment) ? undefined : moment;
}

/** The clock, if it is one that can be moved. @throws AdminRefusal */
export function movableClock(clock: Clock): VirtualClock {
  if (clock instanceof VirtualClock) return clock;
  throw new AdminRefusal(409, "This server runs on the real clock. Start it with --clock virtual to move time.");
}

/** Moves the clock as `{"advance": "5m"}` or `{"set": "2026-01-01T00:00:00Z"}` asks; resolves when all that fell due has settled. */
export async function moveClock(
  given: Clock,
  asked: Readonly<Record<string, unknown>>,
  settle: () => Promise<void>,
): Promise<void> {
  const clock = movableClock(given);
  const target = targetOf(clock, asked);
  if (target < clock.now()) throw new AdminRefusal(400, "Time only moves forward.");
  if (target > LAST_MOMENT) throw new AdminRefusal(400, "Time ends with the year 9999.");
  await clock.advanceTo(target, settle);
  await settle();
}

function targetOf(clock: Clock, asked: Readonly<Record<string, unknown>>): number {
  const { advance, set } = asked;
  if (advance !== undefined && set === undefined) return clock.now() + durationMilliseconds(advance);
  const target = typeof set === "string" ? momentMilliseconds(set) : set;
  if (advance !== undefined || typeof target !== "number" || !Number.isSafeInteger(target)) {
    throw new AdminRefusal(400, 'Say {"advance": "5m"} or {"set": "2026-01-01T00:00:00Z"}.');
  }
  return target;
}
