/** Faults of what lies outside: functions that run, and endpoints that are called. Stands in front of the ports. */
import type {
  EnvironmentSpec,
  ForcedEnd,
  FunctionRuntime,
  Invocation,
  InvocationOutcome,
} from "../ports/function-runtime.ts";
import type { OutboundHttp } from "../ports/outbound-http.ts";
import type { Ports } from "../ports/ports.ts";
import type { FaultRule } from "./fault.ts";
import type { Faults, FaultTeller } from "./faults.ts";

/** A scope that reaches the ports. */
interface Reaching extends FaultTeller {
  readonly cause: string;
}

/** The ports as a scope reaches them while there are faults; hits are told where the scope tells. */
export function portsUnderFaults(ports: Ports, faults: Faults, scope: Reaching): Ports {
  return {
    codeFolders: ports.codeFolders,
    localEndpoint: () => ports.localEndpoint(),
    functions: functionsUnderFaults(ports.functions, faults, scope),
    outbound: outboundUnderFaults(ports.outbound, faults, scope),
  };
}

function outboundUnderFaults(outbound: OutboundHttp, faults: Faults, scope: Reaching): OutboundHttp {
  return {
    async send(request, signal) {
      const rule = faults.strike("endpoint", { resource: request.url }, scope);
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
      return faults.outside(scope.cause, () => outbound.send(request, signal));
    },
  };
}

function functionsUnderFaults(functions: FunctionRuntime, faults: Faults, scope: Reaching): FunctionRuntime {
  const { anticipate } = functions;
  return {
    get isCrowded() {
      return functions.isCrowded ?? false;
    },
    isolatesStorage: functions.isolatesStorage ?? false,
    refusal: (runtime) => functions.refusal(runtime),
    ...(anticipate === undefined ? {} : { anticipate: (kind) => anticipate.call(functions, kind) }),
    forceEnd: (spec, invocation, end) => functions.forceEnd(spec, invocation, end),
    provision: (spec, count) => functions.provision(spec, count),
    retire: (keyPrefix) => functions.retire(keyPrefix),
    close: () => functions.close(),
    async invoke(spec, invocation) {
      const subject = { resource: spec.functionArn, subject: invocation.requestId };
      await faults.stepAside(subject, scope);
      const fits = ({ parameters: { receiveCount } }: FaultRule): boolean =>
        receiveCount === undefined || hasMessageReceived(receiveCount, invocation);
      const rule = faults.strike("invocation", { ...subject, fits }, scope);
      const run = (given: Invocation): Promise<InvocationOutcome> =>
        faults.outside(scope.cause, () => functions.invoke(spec, given));
      if (rule === undefined) return run(invocation);
      if (rule.fault === "lambda-delay") return faults.wait(rule).then(() => run(invocation));
      // What the function streams would be told before it is known how the invocation ends: it is collected.
      const { response: _, ...collected } = invocation;
      return invokeUnder(faults, functions, { rule, spec, invocation, run: () => run(collected) });
    },
  };
}

/** Whether the event of a mapping has a message that is received for the given time. */
function hasMessageReceived(receiveCount: number, { payload }: Invocation): boolean {
  // Lambda has checked that it is JSON, and says so to whoever invokes; what the JSON is anybody may choose.
  const event = JSON.parse(Buffer.from(payload).toString("utf8")) as { readonly Records?: unknown } | null;
  const records: readonly unknown[] = Array.isArray(event?.Records) ? event.Records : [];
  return records.some((each) => {
    // Whoever invokes may hand over records of another form: then there is no such member.
    const record = each as { readonly attributes?: { readonly ApproximateReceiveCount?: unknown } } | null;
    return record?.attributes?.ApproximateReceiveCount === String(receiveCount);
  });
}

interface Struck {
  readonly rule: FaultRule;
  readonly spec: EnvironmentSpec;
  readonly invocation: Invocation;
  readonly run: () => Promise<InvocationOutcome>;
}

/** As AWS FIS does: the function runs, unless it is prevented, and what it answers is another thing. */
async function invokeUnder(faults: Faults, functions: FunctionRuntime, struck: Struck): Promise<InvocationOutcome> {
  const { rule, spec, invocation, run } = struck;
  const { errorType = "FaultInjected", errorMessage = "The invocation failed, as a fault asked." } = rule.parameters;
  const { payload, preventExecution = true } = rule.parameters;
  const end = (forced: ForcedEnd): InvocationOutcome => functions.forceEnd(spec, invocation, forced);
  switch (rule.fault) {
    case "lambda-error": {
      const ran = preventExecution ? {} : { ran: await run() };
      return end({ kind: "failed", payload: bytesOf({ errorType, errorMessage }), ...ran });
    }
    case "lambda-response": {
      const ran = preventExecution ? {} : { ran: await run() };
      return end({ kind: "returned", payload: bytesOf(payload), ...ran });
    }
    case "lambda-crash":
      return end({ kind: "exited", ran: await run() });
    case "lambda-time-out":
      await faults.wait({ ...rule, parameters: { milliseconds: invocation.timeoutMilliseconds } });
      return end({ kind: "timedOut" });
    default:
      throw new TypeError(`${rule.fault} is no fault of a function`);
  }
}

function bytesOf(document: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(document));
}
