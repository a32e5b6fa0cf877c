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

/** Moves the clock as `{"advance": "5m"}` or `{"set": "2026-01-01T00:00:00Z"}` asks; resolves when all that fell due has settled. */
export async function moveClock(
  clock: Clock,
  asked: Readonly<Record<string, unknown>>,
  settle: () => Promise<void>,
): Promise<void> {
  if (!(clock instanceof VirtualClock)) {
    throw new AdminRefusal(409, "This server runs on the real clock. Start it with --clock virtual to move time.");
  }
  const target = targetOf(clock, asked);
  if (target < clock.now()) throw new AdminRefusal(400, "Time only moves forward.");
  await clock.advanceTo(target, settle);
  await settle();
}

function targetOf(clock: Clock, asked: Readonly<Record<string, unknown>>): number {
  if (asked["advance"] !== undefined) return clock.now() + durationMilliseconds(asked["advance"]);
  const { set } = asked;
  const target = typeof set === "number" ? set : Date.parse(String(set));
  if (set === undefined || !Number.isSafeInteger(target)) {
    throw new AdminRefusal(400, 'Say {"advance": "5m"} or {"set": "2026-01-01T00:00:00Z"}.');
  }
  return target;
}
