/**
 * Where an event goes when it comes to its end. The function's settings of that moment say so; of a function that is gone
 * by then, those that it had when the event was accepted, since AWS still hands on what nobody can run any more.
 */
import type { ReadScope } from "../../../platform/scope.ts";
import { eventInvokeConfigs, functions } from "../keyspaces.ts";
import type { AsynchronousEvent, EventEnds } from "./event-record.ts";

/** What the function's settings say now; undefined when there is no such function. */
export function currentEnds(name: string, at: ReadScope): EventEnds | undefined {
  const row = [at.account, at.region, name] as const;
  const record = functions.get(at.tx, row);
  if (record === undefined) return undefined;
  const { deadLetterTargetArn } = record.applied;
  return {
    ...eventInvokeConfigs.get(at.tx, row)?.destinations,
    ...(deadLetterTargetArn === undefined ? {} : { deadLetterTargetArn }),
  };
}

/** What holds for an event that ends now. */
export function endsOf(event: AsynchronousEvent, at: ReadScope): EventEnds {
  return currentEnds(event.name, at) ?? event.endsWhenAccepted ?? {};
}
