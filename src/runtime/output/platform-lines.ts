/** The lines that Lambda itself writes into a function's log: INIT_START, START, END, REPORT and INIT_REPORT. */

import { MAXIMUM_OUTPUT_BYTES } from "../limits.ts";

/** The figures of a REPORT line. */
export interface Report {
  readonly requestId: string;
  readonly durationMilliseconds: number;
  /** Present when this invocation was preceded by a successful init phase. */
  readonly initDurationMilliseconds?: number;
  readonly memoryMegabytes: number;
  readonly maxMemoryUsedMegabytes: number;
  /** The length of what the function returned; 0 when it returned nothing. */
  readonly producedBytes: number;
  /** Absent for a success and for an error that the handler itself threw. */
  readonly status?: PhaseStatus;
}

/** How a phase failed. */
export type PhaseStatus = { readonly kind: "timeout" } | { readonly kind: "error"; readonly errorType: string };

export type InitPhase = "init" | "invoke";

/** How an init phase ended. */
export interface InitReport {
  readonly durationMilliseconds: number;
  readonly phase: InitPhase;
  readonly status?: PhaseStatus;
}

/** How an extension came through the init phase. */
export interface ExtensionReport {
  readonly name: string;
  readonly events: readonly string[];
  /** Absent for one that is ready. */
  readonly errorType?: string;
}

export interface SubscriptionReport {
  readonly name: string;
  readonly state: string;
  readonly types: readonly string[];
}

/** What AWS calls the state of an extension. */
export function extensionState({ errorType }: ExtensionReport): string {
  return errorType === undefined ? "Ready" : errorType.replace(/^Extension\./, "");
}

/** The lines of one log format; each may be none, and none has the newline at its end. */
export interface PlatformLines {
  initStart(runtimeVersion: string, runtimeVersionArn: string): readonly string[];
  /** How the runtime's part of an init phase ended; the status is absent for a success, here and below. */
  initRuntimeDone(phase: InitPhase, status?: PhaseStatus): readonly string[];
  initReport(report: InitReport): readonly string[];
  extension(extension: ExtensionReport): readonly string[];
  /** An extension has subscribed to telemetry. */
  telemetrySubscription(subscription: SubscriptionReport): readonly string[];
  start(requestId: string, version: string): readonly string[];
  /** The function wrote more than is kept of it. */
  dropped(what: { readonly lines: number; readonly bytes: number }): readonly string[];
  /** Told when Lambda ended the invocation in the function's place. */
  failure(logMessage: string): readonly string[];
  end(report: Report): readonly string[];
  report(report: Report): readonly string[];
}

/** The text format, the default. */
export const textLines: PlatformLines = {
  initStart: (version, arn) => [initStartLine(version, arn)],
  initRuntimeDone: () => [],
  initReport: ({ durationMilliseconds, phase, status }) =>
    status === undefined ? [] : [initReportLine(durationMilliseconds, phase, status)],
  extension: (extension) => {
    const error = extension.errorType === undefined ? "" : `\tError Type: ${extension.errorType}`;
    const events = extension.events.join(",");
    return [`EXTENSION\tName: ${extension.name}\tState: ${extensionState(extension)}\tEvents: [${events}]${error}`];
  },
  telemetrySubscription: ({ name, state, types }) => {
    const shown = types.map((type) => type.charAt(0).toUpperCase() + type.slice(1)).join(", ");
    return [`TELEMETRY\tName: ${name}\tState: ${state}\tTypes: [${shown}]`];
  },
  start: (requestId, version) => [startLine(requestId, version)],
  dropped: ({ lines, bytes }) => [
    `LOGS_DROPPED ${lines} lines of ${bytes} bytes in all were dropped: an invocation keeps at most ${MAXIMUM_OUTPUT_BYTES} bytes of output`,
  ],
  failure: (logMessage) => [logMessage],
  end: ({ requestId }) => [endLine(requestId)],
  report: (report) => [reportLine(report)],
};

/** The first line of a cold start. `runtimeVersion` says what really runs, such as `nodejs:20.20.2`. */
export function initStartLine(runtimeVersion: string, runtimeVersionArn: string): string {
  return `INIT_START Runtime Version: ${runtimeVersion}\tRuntime Version ARN: ${runtimeVersionArn}`;
}

/** Written when an init phase failed; `invoke` is the phase of the second attempt, inside the invocation. */
export function initReportLine(durationMilliseconds: number, phase: "init" | "invoke", status: PhaseStatus): string {
  return `INIT_REPORT Init Duration: ${figure(durationMilliseconds)} ms\tPhase: ${phase}\t${statusText(status)}`;
}

/** The line that opens an invocation. */
export function startLine(requestId: string, version: string): string {
  return `START RequestId: ${requestId} Version: ${version}`;
}

/** The line that closes what the function itself wrote. */
export function endLine(requestId: string): string {
  return `END RequestId: ${requestId}`;
}

/**
 * Whole milliseconds, the init phase included since August 2025.
 * https://aws.amazon.com/blogs/compute/aws-lambda-standardizes-billing-for-init-phase/
 */
export function billedMilliseconds(report: Report): number {
  return Math.ceil(roundToHundredths(report.durationMilliseconds + (report.initDurationMilliseconds ?? 0)));
}

/** The last line of an invocation. */
export function reportLine(report: Report): string {
  const init = report.initDurationMilliseconds;
  const parts = [
    `REPORT RequestId: ${report.requestId}`,
    `Duration: ${figure(report.durationMilliseconds)} ms`,
    `Billed Duration: ${billedMilliseconds(report)} ms`,
    `Memory Size: ${report.memoryMegabytes} MB`,
    `Max Memory Used: ${report.maxMemoryUsedMegabytes} MB`,
  ];
  if (init !== undefined) parts.push(`Init Duration: ${figure(init)} ms`);
  // A failed phase ends with its status; all other REPORT lines end with a tab.
  parts.push(report.status === undefined ? "" : statusText(report.status));
  return parts.join("\t");
}

function statusText(status: PhaseStatus): string {
  return status.kind === "timeout" ? "Status: timeout" : `Status: error\tError Type: ${status.errorType}`;
}

function figure(milliseconds: number): string {
  return milliseconds.toFixed(2);
}

function roundToHundredths(milliseconds: number): number {
  return Math.round(milliseconds * 100) / 100;
}
