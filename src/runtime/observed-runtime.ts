/** A runtime of which somebody is told how each invocation ended. */
import type { Clock } from "../kernel/clock.ts";
import type { FunctionRuntime } from "../platform/ports/function-runtime.ts";
import { type InvocationObserver, observedInvocation } from "../platform/ports/invocation-observer.ts";

/** The same runtime, with `observe` told of every invocation that has ended, and of the end that a fault gave it. */
export function observedRuntime(
  runtime: FunctionRuntime,
  { clock, observe }: { readonly clock: Clock; readonly observe: InvocationObserver },
): FunctionRuntime {
  return {
    get isCrowded() {
      return runtime.isCrowded ?? false;
    },
    isolatesStorage: runtime.isolatesStorage ?? false,
    refusal: (name) => runtime.refusal(name),
    ...(runtime.anticipate && { anticipate: (kind) => runtime.anticipate?.(kind) ?? Promise.resolve() }),
    async invoke(spec, invocation) {
      const at = clock.now();
      const outcome = await runtime.invoke(spec, invocation);
      observe(observedInvocation(spec, invocation, { outcome, at }));
      return outcome;
    },
    forceEnd(spec, invocation, end) {
      const outcome = runtime.forceEnd(spec, invocation, end);
      const hasRun = "ran" in end && end.ran !== undefined;
      const told = { outcome, at: clock.now() };
      observe(observedInvocation(spec, invocation, hasRun ? { ...told, isToldAgain: true } : told));
      return outcome;
    },
    provision: (spec, count) => runtime.provision(spec, count),
    retire: (keyPrefix) => runtime.retire(keyPrefix),
    close: () => runtime.close(),
  };
}
