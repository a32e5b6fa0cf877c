/** Whoever watches functions run: a test kit. It changes nothing and must not throw. */
import type { EnvironmentSpec, Invocation, InvocationOutcome } from "./function-runtime.ts";

/** An invocation that has ended. */
export interface ObservedInvocation {
  readonly functionArn: string;
  readonly functionName: string;
  readonly requestId: string;
  readonly payload: Uint8Array;
  readonly outcome: InvocationOutcome;
  /** When it began, in milliseconds since the epoch. */
  readonly at: number;
  /** Told already as it ran; this is the end that a fault gave it then. */
  readonly isToldAgain?: true;
}

export type InvocationObserver = (invocation: ObservedInvocation) => void;

/** What is told of an invocation. */
export function observedInvocation(
  { functionArn, functionName }: EnvironmentSpec,
  { requestId, payload }: Invocation,
  end: Pick<ObservedInvocation, "outcome" | "at" | "isToldAgain">,
): ObservedInvocation {
  return { functionArn, functionName, requestId, payload, ...end };
}
