/** Holds an accepted event until its next attempt, across restarts. */
import type { WriteScope } from "../../../platform/scope.ts";
import { asynchronousEvents } from "../keyspaces.ts";
import type { EventKey } from "./event-record.ts";

/** Kind of the timer that ends an event's wait. */
export const RETRY_EVENT = "lambda.retry-event";

/** How long an event waits, and what of it has changed. */
interface Wait {
  readonly dueAt: number;
  readonly change?: { readonly failures?: number; readonly throttles?: number; readonly cause: string };
}

/** Notes what happened to an event and holds it until `dueAt`. */
export function holdEvent(key: EventKey, { dueAt, change }: Wait, at: WriteScope): void {
  const event = asynchronousEvents.get(at.tx, key);
  if (event === undefined) return;
  asynchronousEvents.put(at.tx, key, { ...event, ...change, isWaiting: true });
  at.setTimer({ id: `${RETRY_EVENT}/${key.join("/")}`, kind: RETRY_EVENT, dueAt, payload: { key } });
}
