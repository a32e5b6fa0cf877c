/** Data past their time are removed, in bounded turns of a durable timer for each metric; the metric goes with its last data. */
import type { WriteScope } from "../../../platform/scope.ts";
import type { TimerRequest } from "../../../platform/timers/timer.ts";
import { data, metrics } from "../keyspaces.ts";
import { DATA_KEPT_MILLISECONDS, EXPIRED_ROWS_MAX, EXPIRY_INTERVAL_MILLISECONDS } from "../limits.ts";

/** Which metric; its key within its account and region. */
export interface ExpiryPayload {
  readonly id: number;
  readonly namespace: string;
  readonly name: string;
  readonly dimensionsKey: string;
}

/** The timer that looks at a metric's data when those of `oldestMinute` expire. */
export function expiryTimer(payload: ExpiryPayload, oldestMinute: number, notBefore = 0): TimerRequest {
  const dueAt = Math.max(oldestMinute + DATA_KEPT_MILLISECONDS, notBefore);
  return { id: `cloudwatch.expiry/${payload.id}`, kind: "cloudwatch.expiry", dueAt, payload };
}

/** One turn. */
export function runExpiry(payload: ExpiryPayload, at: WriteScope): void {
  const { id, namespace, name, dimensionsKey } = payload;
  const to = [id, Math.max(0, at.now - DATA_KEPT_MILLISECONDS + 1)] as const;
  let removed = 0;
  for (const key of data.keys(at.tx, [id], { to, limit: EXPIRED_ROWS_MAX })) {
    data.delete(at.tx, key);
    removed++;
  }
  const oldest = data.first(at.tx, [id]);
  if (oldest === undefined) metrics.delete(at.tx, [at.account, at.region, namespace, name, dimensionsKey]);
  else {
    const wait = removed === EXPIRED_ROWS_MAX ? 0 : EXPIRY_INTERVAL_MILLISECONDS;
    at.setTimer(expiryTimer(payload, oldest.key[1], at.now + wait));
  }
}
