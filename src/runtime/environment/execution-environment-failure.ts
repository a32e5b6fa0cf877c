/** The error documents that Lambda itself writes, when the function could not: timeouts, exits, oversized answers. */
import type { ExtensionFailure } from "../extensions/extensions-api.ts";
import { MAXIMUM_RESPONSE_BYTES } from "../limits.ts";

/** An ending that Lambda reports in the function's place. */
export interface Failure {
  /** As in the document and in the REPORT line. */
  readonly errorType: string;
  /** As in the document, the request id included. */
  readonly errorMessage: string;
  /** The line of the log that tells of it, without the newline at its end. */
  readonly logMessage: string;
}

/** How a process ended, as Node.js tells it. */
export interface ProcessExit {
  readonly code: number | null;
  readonly signal: string | null;
  /** The system's name of the error, when the program could not even be started. */
  readonly startError?: string;
}

/**
 * The function ran out of time. The document differs from the log line.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html
 */
export function timedOutFailure(requestId: string, timeoutMilliseconds: number, now: number): Failure {
  const sentence = `Task timed out after ${(timeoutMilliseconds / 1000).toFixed(2)} seconds`;
  return {
    errorType: "Sandbox.Timedout",
    errorMessage: `RequestId: ${requestId} Error: ${sentence}`,
    logMessage: `${new Date(now).toISOString()} ${requestId} ${sentence}\n`,
  };
}

/** The process of the function ended by itself, or by a signal that was not ours. */
export function exitedFailure(requestId: string, exit: ProcessExit): Failure {
  if (exit.startError !== undefined) return entrypointFailure(requestId, exit.startError);
  return exitFailure(requestId, describeExit(exit), "Runtime.ExitError");
}

/** An extension could not go on, and the environment with it. */
export function extensionFailure(requestId: string, { errorType, reason }: ExtensionFailure): Failure {
  const errorMessage = `RequestId: ${requestId} Error: ${reason}`;
  return { errorType, errorMessage, logMessage: `${errorMessage}\n${errorType}` };
}

/** There is no program to start, or it is none. AWS names the place that the code has there. */
function entrypointFailure(requestId: string, startError: string): Failure {
  const reason = START_ERRORS[startError] ?? startError;
  const errorMessage = `RequestId: ${requestId} Error: fork/exec /var/task/bootstrap: ${reason}`;
  const errorType = "Runtime.InvalidEntrypoint";
  return { errorType, errorMessage, logMessage: `${errorMessage}\n${errorType}` };
}

/** The words that Go has for them, which is what AWS's messages carry. */
const START_ERRORS: Readonly<Record<string, string>> = {
  ENOENT: "no such file or directory",
  EACCES: "permission denied",
  ENOEXEC: "exec format error",
};

/** The process was killed because it took more memory than the function has. */
export function outOfMemoryFailure(requestId: string): Failure {
  return exitFailure(requestId, "Runtime exited with error: signal: killed", "Runtime.OutOfMemory");
}

/** The response is larger than Lambda passes on. It has no line in the log. */
export function responseTooLargeDocument(): Uint8Array {
  return Buffer.from(
    JSON.stringify({
      errorMessage: `Response payload size exceeded maximum allowed payload size (${MAXIMUM_RESPONSE_BYTES} bytes).`,
      errorType: "Function.ResponseSizeTooLarge",
    }),
  );
}

/** The document that the caller gets. */
export function failureDocument(failure: Failure): Uint8Array {
  return Buffer.from(JSON.stringify({ errorType: failure.errorType, errorMessage: failure.errorMessage }));
}

function exitFailure(requestId: string, sentence: string, errorType: string): Failure {
  const errorMessage = `RequestId: ${requestId} Error: ${sentence}`;
  // The log says ExitError for a process that was killed for its memory too; only the document and REPORT tell them apart.
  return { errorType, errorMessage, logMessage: `${errorMessage}\nRuntime.ExitError` };
}

/** The names that Go's os package gives to signals, which is what AWS's messages carry. */
const SIGNAL_NAMES: Readonly<Record<string, string>> = {
  SIGABRT: "aborted",
  SIGBUS: "bus error",
  SIGFPE: "floating point exception",
  SIGHUP: "hangup",
  SIGILL: "illegal instruction",
  SIGINT: "interrupt",
  SIGKILL: "killed",
  SIGPIPE: "broken pipe",
  SIGQUIT: "quit",
  SIGSEGV: "segmentation fault",
  SIGTERM: "terminated",
  SIGTRAP: "trace/breakpoint trap",
};

function describeExit(exit: ProcessExit): string {
  if (exit.signal !== null) return `Runtime exited with error: signal: ${SIGNAL_NAMES[exit.signal] ?? exit.signal}`;
  if (exit.code === 0) return "Runtime exited without providing a reason";
  return `Runtime exited with error: exit status ${exit.code ?? "unknown"}`;
}
