/** Expectations of how functions were invoked. */
import type { Matcher } from "../../server/expectations/matcher.ts";
import { invocationVerdict, type InvokedOptions } from "../../server/expectations/verdict.ts";
import type { FunctionHandle } from "../handles/function-handle.ts";
import { expectationFailed } from "./expectation-failed.ts";

/**
 * Settles, and expects that the function was invoked with an event.
 * @throws ExpectationFailed with the journey of every invocation of it
 */
export async function expectInvoked(
  fn: FunctionHandle,
  matcher?: Matcher,
  options: InvokedOptions = {},
): Promise<void> {
  const { inside, name } = fn;
  await inside.settle();
  const { failure } = invocationVerdict(inside, { subject: { arn: await fn.arn(), name }, matcher, options });
  if (failure !== undefined) throw expectationFailed(inside, failure);
}
