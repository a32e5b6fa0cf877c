/** How long after the beginning of a story something happened, as people read it. */
import {
  DAY_MILLISECONDS,
  HOUR_MILLISECONDS,
  MINUTE_MILLISECONDS,
  SECOND_MILLISECONDS,
} from "../../kernel/durations.ts";

/** Such as `12 ms`, `1.250 s`, `2 m 03 s`, `1 h 02 m` or `4 d 01 h`: what is behind the second unit is left out. */
export function relativeTime(milliseconds: number): string {
  const whole = Math.round(milliseconds);
  if (whole < SECOND_MILLISECONDS) return `${whole} ms`;
  if (whole < MINUTE_MILLISECONDS) return `${(whole / SECOND_MILLISECONDS).toFixed(3)} s`;
  if (whole < HOUR_MILLISECONDS) return pair(whole, [MINUTE_MILLISECONDS, "m"], [SECOND_MILLISECONDS, "s"]);
  if (whole < DAY_MILLISECONDS) return pair(whole, [HOUR_MILLISECONDS, "h"], [MINUTE_MILLISECONDS, "m"]);
  return pair(whole, [DAY_MILLISECONDS, "d"], [HOUR_MILLISECONDS, "h"]);
}

type Unit = readonly [milliseconds: number, name: string];

function pair(milliseconds: number, [large, largeName]: Unit, [small, smallName]: Unit): string {
  const rest = Math.floor((milliseconds % large) / small);
  return `${Math.floor(milliseconds / large)} ${largeName} ${String(rest).padStart(2, "0")} ${smallName}`;
}
