/**
 * Where an event goes when it comes to its end. The function's settings of that moment say so; of a function that is gone
 * by then, those that it had when the event was accepted, since AWS still hands on what nobody can run any more.
 */
import type { ReadScope } from "../../../platform/scope.ts";
import { findFunction } from "../function/find-function.ts";
import { type FunctionReference, settingsName } from "../function/function-name.ts";
import { eventInvokeConfigs } from "../keyspaces.ts";
import type { AsynchronousEvent, EventEnds } from "./event-record.ts";

/** What the settings of the function, or of its qualifier, say now; undefined when there is no such function. */
export function currentEnds(
  named: Pick<FunctionReference, "name" | "qualifier">,
  at: ReadScope,
): EventEnds | undefined {
  const record = findFunction(named, at);
  if (record === undefined) return undefined;
  const row = [at.account, at.region, settingsName(named)] as const;
  const { deadLetterTargetArn } = record.applied;
  return {
    ...eventInvokeConfigs.get(at.tx, row)?.destinations,
    ...(deadLetterTargetArn === undefined ? {} : { deadLetterTargetArn }),
  };
}

/** What holds for an event that ends now. */
export function endsOf(event: AsynchronousEvent, at: ReadScope): EventEnds {
  return currentEnds(event, at) ?? event.endsWhenAccepted ?? {};
}
