/** Faults of what lies outside: functions that run, and endpoints that are called. Stands in front of the ports. */
import type { FunctionRuntime, Invocation, InvocationOutcome } from "../ports/function-runtime.ts";
import type { OutboundHttp } from "../ports/outbound-http.ts";
import type { Ports } from "../ports/ports.ts";
import type { FaultRule } from "./fault.ts";
import type { Faults, FaultTeller } from "./faults.ts";

/** The ports as a scope reaches them while there are faults; hits are told where the scope tells. */
export function portsUnderFaults(ports: Ports, faults: Faults, teller: FaultTeller): Ports {
  return {
    codeFolders: ports.codeFolders,
    localEndpoint: () => ports.localEndpoint(),
    functions: functionsUnderFaults(ports.functions, faults, teller),
    outbound: outboundUnderFaults(ports.outbound, faults, teller),
  };
}

function outboundUnderFaults(outbound: OutboundHttp, faults: Faults, teller: FaultTeller): OutboundHttp {
  return {
    async send(request, signal) {
      const rule = faults.strike("endpoint", { resource: request.url }, teller);
      if (rule?.fault === "endpoint-down") {
        return { kind: "failed", reason: `${request.url} is down, as a fault asked.` };
      }
      if (rule !== undefined) {
        const { milliseconds = 0 } = rule.parameters;
        const isTooSlow = milliseconds >= request.timeoutMilliseconds;
        const waited = isTooSlow ? { ...rule, parameters: { milliseconds: request.timeoutMilliseconds } } : rule;
        await faults.wait(waited, signal);
        if (isTooSlow) return { kind: "failed", reason: `${request.url} did not answer in time, as a fault asked.` };
      }
      return faults.outside(() => outbound.send(request, signal));
    },
  };
}

function functionsUnderFaults(functions: FunctionRuntime, faults: Faults, teller: FaultTeller): FunctionRuntime {
  const { anticipate } = functions;
  return {
    get isCrowded() {
      return functions.isCrowded ?? false;
    },
    refusal: (runtime) => functions.refusal(runtime),
    ...(anticipate === undefined ? {} : { anticipate: (kind) => anticipate.call(functions, kind) }),
    provision: (spec, count) => functions.provision(spec, count),
    retire: (keyPrefix) => functions.retire(keyPrefix),
    close: () => functions.close(),
    async invoke(spec, invocation) {
      const subject = { resource: spec.functionArn, subject: invocation.requestId };
      await faults.stepAside(subject, teller);
      const rule = faults.strike("invocation", subject, teller);
      const run = (given: Invocation): Promise<InvocationOutcome> =>
        faults.outside(() => functions.invoke(spec, given));
      if (rule === undefined) return run(invocation);
      if (rule.fault === "lambda-delay") return faults.wait(rule).then(() => run(invocation));
      // What the function streams would be told before it is known how the invocation ends: it is collected.
      const { response: _, ...collected } = invocation;
      return invokeUnder(rule, { faults, invocation, run: () => run(collected) });
    },
  };
}

interface Struck {
  readonly faults: Faults;
  readonly invocation: Invocation;
  readonly run: () => Promise<InvocationOutcome>;
}

async function invokeUnder(rule: FaultRule, struck: Struck): Promise<InvocationOutcome> {
  const { faults, invocation, run } = struck;
  const { errorType = "FaultInjected", errorMessage = "The invocation failed, as a fault asked." } = rule.parameters;
  switch (rule.fault) {
    case "lambda-error":
      return replaced(rule, struck, { kind: "failed", document: { errorType, errorMessage } });
    case "lambda-response":
      return replaced(rule, struck, { kind: "returned", document: rule.parameters.payload });
    case "lambda-crash": {
      const sentence = `RequestId: ${invocation.requestId} Error: Runtime exited, as a fault asked`;
      const document = { errorType: "Runtime.ExitError", errorMessage: sentence };
      return { ...(await run()), kind: "exited", payload: bytesOf(document) };
    }
    case "lambda-time-out": {
      const { timeoutMilliseconds: milliseconds, requestId } = invocation;
      await faults.wait({ ...rule, parameters: { milliseconds } });
      const sentence = `RequestId: ${requestId} Error: Task timed out after ${(milliseconds / 1000).toFixed(2)} seconds`;
      const document = { errorType: "Sandbox.Timedout", errorMessage: sentence };
      return { ...NOT_RUN, kind: "timedOut", payload: bytesOf(document), durationMilliseconds: milliseconds };
    }
    default:
      throw new TypeError(`${rule.fault} is no fault of a function`);
  }
}

interface Replacement {
  readonly kind: "failed" | "returned";
  readonly document: unknown;
}

/** As AWS FIS does: the function runs, unless it is prevented, and what it answers is another thing. */
async function replaced(rule: FaultRule, { run }: Struck, { kind, document }: Replacement): Promise<InvocationOutcome> {
  const isPrevented = rule.parameters.preventExecution ?? true;
  return { ...(isPrevented ? NOT_RUN : await run()), kind, payload: bytesOf(document) };
}

/** The figures of an invocation that no process saw: it has no lines, and no memory. */
const NOT_RUN = { durationMilliseconds: 0, maxMemoryUsedMegabytes: 0, logStreamName: "fault", lines: [] } as const;

function bytesOf(document: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(document));
}
