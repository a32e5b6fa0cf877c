/** Expectations of how functions were invoked. */
import type { FunctionHandle } from "../handles/function-handle.ts";
import { type CountOptions, countWords, isCount } from "./count.ts";
import { expectationFailed } from "./expectation-failed.ts";
import { describedMatcher, type Matcher, matches } from "./matcher.ts";

/** Beside the event that is expected. */
export interface InvokedOptions extends CountOptions {
  /** How the invocation ended; however it did when absent. */
  readonly outcome?: "returned" | "failed" | "timedOut" | "exited";
}

/**
 * Settles, and expects that the function was invoked with an event.
 * @throws ExpectationFailed with the journey of every invocation of it
 */
export async function expectInvoked(
  fn: FunctionHandle,
  matcher?: Matcher,
  options: InvokedOptions = {},
): Promise<void> {
  const { inside } = fn;
  await inside.settle();
  const all = await fn.invocations();
  const { outcome } = options;
  const found = all.filter(
    (each) => matches(matcher, JSON.stringify(each.event)) && (outcome === undefined || each.outcome === outcome),
  );
  if (isCount(found.length, options)) return;
  const ended = outcome === undefined ? "" : ` that ${outcome}`;
  const told = found.length === 0 ? all : found;
  const ids = new Set(told.map(({ requestId }) => requestId));
  throw await expectationFailed(inside, {
    sentence: `Expected ${countWords(options)} invocation of ${fn.name}${ended} with an event${describedMatcher(matcher)}; there were ${found.length}.`,
    records: inside
      .lineage()
      .find({ kind: "lambda.invocation" })
      .filter(({ subject = "" }) => ids.has(subject)),
    found: told.map((each) => `${each.outcome}: ${JSON.stringify(each.event)}`),
  });
}
