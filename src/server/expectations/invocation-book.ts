/** Remembers how functions were invoked and how that ended. */
import type { ObservedInvocation } from "../../platform/ports/invocation-observer.ts";
import { INVOCATIONS_REMEMBERED } from "./limits.ts";

/** One invocation of a function, as a test sees it. */
export interface FunctionInvocation {
  readonly functionName: string;
  readonly requestId: string;
  readonly at: Date;
  /** The event, parsed. */
  readonly event: unknown;
  /** `failed` when the handler threw; `exited` when its process ended. */
  readonly outcome: "returned" | "failed" | "timedOut" | "exited";
  /** What the handler returned, or the error document that Lambda made; parsed. */
  readonly result: unknown;
  /** The lines of its log, START and REPORT included. */
  readonly log: readonly string[];
}

interface Noted extends FunctionInvocation {
  readonly functionArn: string;
}

export class InvocationBook {
  readonly #invocations: Noted[] = [];

  observe({ functionArn, functionName, requestId, payload, outcome, at, isToldAgain }: ObservedInvocation): void {
    const before = isToldAgain ? this.#invocations.findLastIndex((each) => each.requestId === requestId) : -1;
    const [asItRan] = before < 0 ? [] : this.#invocations.splice(before, 1);
    this.#invocations.push({
      functionArn,
      functionName,
      requestId,
      at: asItRan?.at ?? new Date(at),
      event: parsed(payload),
      outcome: outcome.kind,
      result: parsed(outcome.payload),
      log: outcome.lines.map(({ message }) => message),
    });
    if (this.#invocations.length > INVOCATIONS_REMEMBERED) this.#invocations.shift();
  }

  clear(): void {
    this.#invocations.length = 0;
  }

  /** Those of one function, the oldest first. */
  of(functionArn: string): readonly FunctionInvocation[] {
    return this.#invocations.filter((each) => each.functionArn === functionArn);
  }

  /** Those of all functions that did not end well, the oldest first. */
  failures(): readonly FunctionInvocation[] {
    return this.#invocations.filter(({ outcome }) => outcome !== "returned");
  }
}

function parsed(payload: Uint8Array): unknown {
  const text = Buffer.from(payload).toString("utf8");
  try {
    return text === "" ? {} : JSON.parse(text);
  } catch {
    // What is no JSON is shown as it is.
    return text;
  }
}
