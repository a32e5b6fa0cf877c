/**
 * What Lambda itself writes into the log of a function whose log format is JSON, in place of the text lines.
 * https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html
 */
import type { EnvironmentSpec } from "../../platform/ports/function-runtime.ts";
import { MAXIMUM_OUTPUT_BYTES } from "../limits.ts";
import {
  billedMilliseconds,
  extensionState,
  type PhaseStatus,
  type PlatformLines,
  textLines,
} from "./platform-lines.ts";

/** Whose records they are. */
type RecordedFunction = Pick<EnvironmentSpec, "functionName" | "version" | "initializationType">;

/** What Lambda writes into the log of a function, in the format of that log, at the times of `now`. */
export function platformLines(spec: EnvironmentSpec, now: () => number): PlatformLines {
  return spec.logFormat === "JSON" ? platformRecords(spec, now) : textLines;
}

/** The JSON records of a function, at the times of `now`. There is none for END, and one more for how the runtime ended. */
export function platformRecords(recorded: RecordedFunction, now: () => number): PlatformLines {
  const { functionName, version: functionVersion, initializationType = "on-demand" } = recorded;
  const record = (type: string, content: object): string[] => [
    JSON.stringify({ time: new Date(now()).toISOString(), type: `platform.${type}`, record: content }),
  ];
  return {
    initStart: (runtimeVersion, runtimeVersionArn) =>
      record("initStart", {
        initializationType,
        phase: "init",
        runtimeVersion,
        runtimeVersionArn,
        functionName,
        functionVersion,
      }),
    initRuntimeDone: (phase, status) => record("initRuntimeDone", { initializationType, phase, ...outcome(status) }),
    initReport: ({ durationMilliseconds, phase, status }) => {
      const metrics = { durationMs: figure(durationMilliseconds) };
      return record("initReport", { initializationType, phase, ...outcome(status), metrics });
    },
    extension: (extension) => {
      const { name, events, errorType } = extension;
      const error = errorType === undefined ? {} : { errorType };
      return record("extension", { name, state: extensionState(extension), events, ...error });
    },
    telemetrySubscription: (subscription) => record("telemetrySubscription", subscription),
    start: (requestId, version) => record("start", { requestId, version }),
    dropped: ({ lines, bytes }) => {
      const reason = `an invocation keeps at most ${MAXIMUM_OUTPUT_BYTES} bytes of output`;
      return record("logsDropped", { droppedRecords: lines, droppedBytes: bytes, reason });
    },
    failure: () => [],
    end: ({ requestId, durationMilliseconds, producedBytes, status }) =>
      record("runtimeDone", {
        requestId,
        ...outcome(status),
        metrics: { durationMs: figure(durationMilliseconds), producedBytes },
      }),
    report: (report) => {
      const init = report.initDurationMilliseconds;
      const metrics = {
        durationMs: figure(report.durationMilliseconds),
        billedDurationMs: billedMilliseconds(report),
        memorySizeMB: report.memoryMegabytes,
        maxMemoryUsedMB: report.maxMemoryUsedMegabytes,
        ...(init === undefined ? {} : { initDurationMs: figure(init) }),
      };
      return record("report", { requestId: report.requestId, metrics, ...outcome(report.status) });
    },
  };
}

/** An error that the handler threw counts as a success here: it is the function's own outcome. */
function outcome(status: PhaseStatus | undefined): object {
  if (status === undefined) return { status: "success" };
  return status.kind === "timeout" ? { status: "timeout" } : { status: "error", errorType: status.errorType };
}

/** Milliseconds with three decimals at most, as AWS's records have them. */
function figure(milliseconds: number): number {
  return Math.round(milliseconds * 1000) / 1000;
}
