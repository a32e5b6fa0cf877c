/** One attempt at an accepted event, and what follows from how it ended: the next attempt, or the event's end. */
import type { AsyncScope } from "../../../platform/scope.ts";
import { ServiceError } from "../../../platform/service-error.ts";
import { chooseFunction } from "../function/find-function.ts";
import { functionArn, settingsName } from "../function/function-name.ts";
import type { FunctionRecord } from "../function/function-record.ts";
import { emitFigures } from "../invocation/function-metrics.ts";
import { reservationsOf } from "../invocation/concurrency.ts";
import { isRecursive, RECURSION_SENTENCE, stopRecursion } from "../invocation/recursion.ts";
import { failureReason, runUncalled, type FunctionResult } from "../invocation/run-function.ts";
import { asynchronousEvents, eventInvokeConfigs } from "../keyspaces.ts";
import {
  EVENT_BACKOFF_FIRST_MILLISECONDS,
  EVENT_BACKOFF_LONGEST_MILLISECONDS,
  EVENT_RETRY_MILLISECONDS,
} from "../limits.ts";
import { concludeEvent, type EventEnd } from "./conclude-event.ts";
import { retryRules, type AsynchronousEvent, type EventInvokeConfig, type EventKey } from "./event-record.ts";
import { holdEvent } from "./hold-event.ts";

/** What an attempt is made with. */
interface Attempt {
  readonly key: EventKey;
  readonly event: AsynchronousEvent;
  readonly record: FunctionRecord;
  readonly config: EventInvokeConfig | undefined;
}

/** Tries the event once; resolves when what follows is on disk. `at` is in the event's account and region. */
export async function attemptEvent(key: EventKey, at: AsyncScope): Promise<void> {
  const event = at.read((read) => asynchronousEvents.get(read.tx, key));
  if (event === undefined) return;
  const scope = at.within({ cause: event.cause, requestId: event.requestId });
  const found = at.read((read) => {
    const record = chooseFunction(event, read);
    const reserved = record === undefined ? undefined : reservationsOf(record, read).own;
    return { record, reserved, config: eventInvokeConfigs.get(read.tx, [at.account, at.region, settingsName(event)]) };
  });
  if (found.record === undefined) return conclude(key, functionGone(event, scope), scope);
  const attempt: Attempt = { key, event, record: found.record, config: found.config };
  if (isRecursive(found.record, event.chain ?? "", scope)) {
    return conclude(key, recursionStopped(attempt, scope), scope);
  }
  if (found.reserved === 0) return conclude(key, NO_CONCURRENCY, scope);
  if (found.record.state === "Pending") return hold(attempt, "The function is Pending.", scope);
  emitFigures([["AsyncEventAge", at.clock.now() - event.acceptedAt, "Milliseconds"]], event, scope);
  let result: FunctionResult;
  try {
    const { qualifier, requestId, payload, chain = "" } = event;
    result = await runUncalled({ record: found.record, qualifier, requestId, payload, chain }, scope);
  } catch (error) {
    // AWS treats its own errors, such as a role that cannot be assumed, like throttles: tried again, not counted.
    if (!(error instanceof ServiceError)) throw error;
    return hold(attempt, error.message, scope);
  }
  if (result.kind === "throttled") return hold(attempt, "Rate Exceeded.", scope);
  if (!result.failed) return conclude(key, { condition: "Success", invokeCount: 1, result }, scope);
  await afterFailure(attempt, result, scope);
}

const NO_CONCURRENCY: EventEnd = { condition: "ZeroReservedConcurrency", invokeCount: 0 };

function recursionStopped({ event, record }: Attempt, at: AsyncScope): EventEnd {
  stopRecursion({ record, qualifier: event.qualifier, subject: event.requestId }, at);
  const refusal = { statusCode: 400, message: RECURSION_SENTENCE };
  return { condition: "RetriesExhausted", invokeCount: event.failures, refusal };
}

function functionGone(event: AsynchronousEvent, at: AsyncScope): EventEnd {
  const arn = `${functionArn(at, event.name)}:${event.qualifier === "" ? "$LATEST" : event.qualifier}`;
  return {
    condition: "RetriesExhausted",
    invokeCount: event.failures,
    refusal: { statusCode: 404, message: `Function not found: ${arn}` },
  };
}

/** The function could not be run: waits longer each time, up to the event's age. */
async function hold(attempt: Attempt, reason: string, at: AsyncScope): Promise<void> {
  const { key, event, config } = attempt;
  const wait = Math.min(
    EVENT_BACKOFF_FIRST_MILLISECONDS * 2 ** Math.min(event.throttles, 20),
    EVENT_BACKOFF_LONGEST_MILLISECONDS,
  );
  const dueAt = at.clock.now() + wait;
  if (dueAt - event.acceptedAt > retryRules(config).ageMilliseconds) {
    const refusal = { statusCode: 429, message: "Rate Exceeded." };
    return conclude(key, { condition: "EventAgeExceeded", invokeCount: event.failures, refusal }, at);
  }
  await at.write((write) => {
    const cause = retried(attempt, `${reason} The event is tried again in ${wait / 1000} s.`, at);
    holdEvent(key, { dueAt, change: { throttles: event.throttles + 1, cause } }, write);
  });
}

/** The function ran and failed: one minute, then two, as often as the settings allow. */
async function afterFailure(
  attempt: Attempt,
  result: Extract<FunctionResult, { readonly kind: "ran" }>,
  at: AsyncScope,
): Promise<void> {
  const { key, event, config } = attempt;
  const rules = retryRules(config);
  const invokeCount = event.failures + 1;
  if (invokeCount > rules.attempts) return conclude(key, { condition: "RetriesExhausted", invokeCount, result }, at);
  const wait = EVENT_RETRY_MILLISECONDS[event.failures] ?? EVENT_RETRY_MILLISECONDS.at(-1) ?? 0;
  const dueAt = at.clock.now() + wait;
  if (dueAt - event.acceptedAt > rules.ageMilliseconds) {
    return conclude(key, { condition: "EventAgeExceeded", invokeCount, result }, at);
  }
  const scope = at.within({ cause: result.cause });
  await scope.write((write) => {
    const cause = retried(
      attempt,
      `${failureReason(result.payload)} The event is tried again in ${wait / 1000} s.`,
      scope,
    );
    holdEvent(key, { dueAt, change: { failures: invokeCount, throttles: 0, cause } }, write);
  });
}

function retried({ event, record }: Attempt, reason: string, at: AsyncScope): string {
  return at.record({
    kind: "lambda.event",
    resource: record.arn,
    outcome: "retried",
    reason,
    subject: event.requestId,
  });
}

function conclude(key: EventKey, end: EventEnd, at: AsyncScope): Promise<void> {
  return at.write((write) => concludeEvent(key, end, write));
}
