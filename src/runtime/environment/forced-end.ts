/** What an invocation comes to that a fault ends: the lines and documents of one that ends so by itself. */
import type {
  EnvironmentSpec,
  ForcedEnd,
  Invocation,
  InvocationOutcome,
} from "../../platform/ports/function-runtime.ts";
import { exitedFailure, type Failure, failureDocument, timedOutFailure } from "./execution-environment-failure.ts";
import type { PhaseStatus, Report } from "../output/platform-lines.ts";
import { platformLines } from "../output/platform-records.ts";

/** An invocation that a fault ends. */
export interface ForcedInvocation {
  readonly spec: EnvironmentSpec;
  readonly invocation: Invocation;
  readonly end: ForcedEnd;
  /** The log stream of an invocation that does not run. */
  readonly logStreamName: string;
  readonly now: number;
}

/** How it ends, in the words of an answer and of the log. */
interface Ending {
  readonly payload: Uint8Array;
  readonly durationMilliseconds: number;
  readonly failure?: Failure;
  readonly status?: PhaseStatus;
}

/** What the function said, if it ran, and then what Lambda says of how it ended. */
export function forcedOutcome(forced: ForcedInvocation): InvocationOutcome {
  const { spec, invocation, end, now } = forced;
  const { requestId } = invocation;
  const { kind } = end;
  const { payload, durationMilliseconds, failure, status } = endingOf(forced);
  const says = platformLines(spec, () => now);
  const before = ranOf(end) ?? { maxMemoryUsedMegabytes: 0, logStreamName: forced.logStreamName, lines: [] };
  const report: Report = {
    ...before,
    requestId,
    durationMilliseconds,
    memoryMegabytes: spec.memoryMegabytes,
    producedBytes: kind === "returned" ? payload.byteLength : 0,
    ...(status === undefined ? {} : { status }),
  };
  const closing = [...says.end(report), ...says.report(report)];
  const said = [...(failure === undefined ? [] : says.failure(failure.logMessage)), ...closing];
  const begun = ranOf(end) === undefined ? says.start(requestId, spec.version) : [];
  return {
    ...before,
    kind,
    payload,
    durationMilliseconds,
    lines: [
      ...lined(begun, now),
      // How the function ended by itself is told by as many lines, which come last.
      ...before.lines.slice(0, -closing.length),
      ...lined(said, now),
    ],
  };
}

function ranOf(end: ForcedEnd): InvocationOutcome | undefined {
  return end.kind === "timedOut" ? undefined : end.ran;
}

function endingOf({ invocation, end, now }: ForcedInvocation): Ending {
  const { requestId, timeoutMilliseconds } = invocation;
  switch (end.kind) {
    case "timedOut": {
      const failure = timedOutFailure(requestId, timeoutMilliseconds, now);
      const payload = failureDocument(failure);
      return { payload, durationMilliseconds: timeoutMilliseconds, failure, status: { kind: "timeout" } };
    }
    case "exited": {
      const failure = exitedFailure(requestId, { code: 1, signal: null });
      const status: PhaseStatus = { kind: "error", errorType: failure.errorType };
      const { durationMilliseconds } = end.ran;
      return { payload: failureDocument(failure), durationMilliseconds, failure, status };
    }
    default:
      return { payload: end.payload, durationMilliseconds: end.ran?.durationMilliseconds ?? 0 };
  }
}

function lined(messages: readonly string[], at: number): InvocationOutcome["lines"] {
  return messages.map((message) => ({ at, message, isPlatform: true }));
}
