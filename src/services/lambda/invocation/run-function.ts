/** Runs one invocation of a function, whoever asked for it: admission, environment, outcome, and all that is told of it. */
import { local } from "../../../platform/local.ts";
import type { InvocationOutcome } from "../../../platform/ports/function-runtime.ts";
import type { AsyncScope } from "../../../platform/scope.ts";
import { ServiceError } from "../../../platform/service-error.ts";
import { codeDirectory } from "../code/code-store.ts";
import { rateExceeded, roleNotAssumableNow, type ThrottleReason } from "../errors.ts";
import { LATEST, logGroupName, type FunctionRecord } from "../function/function-record.ts";
import { RESPONSE_BYTES_MAX } from "../limits.ts";
import { admitInvocation, running } from "./concurrency.ts";
import { credentialsOf, environmentKey, type RoleCredentials } from "./credentials.ts";
import { emitFigures, emitRegionFigure, meterExecution } from "./function-metrics.ts";
import { writeLines } from "./log-writer.ts";
import { newTraceId, traceHeader } from "./trace-header.ts";

/** What is to run. `at` is a scope in the function's own account and region. */
export interface FunctionCall {
  readonly record: FunctionRecord;
  /** As the request named it: empty or `$LATEST`. */
  readonly qualifier: string;
  readonly requestId: string;
  readonly payload: Uint8Array;
  readonly clientContext?: string;
}

/** What came of it. */
export type FunctionResult =
  | { readonly kind: "throttled"; readonly reason: ThrottleReason; readonly cause: string }
  | {
      readonly kind: "ran";
      readonly payload: Uint8Array;
      /** True when the payload is an error document: X-Amz-Function-Error is `Unhandled` then. */
      readonly failed: boolean;
      readonly outcome: InvocationOutcome;
      /** The lineage record of how it ended. */
      readonly cause: string;
    };

/** Which credentials the environments of a key were started with: new ones need new environments. */
const sessionsInUse = local("lambda sessions in use", () => new Map<string, string>());

/**
 * Runs the function, or says that it is throttled.
 * @throws ServiceError when its role cannot be assumed; StoreFailed and other faults of this machine
 */
export async function runFunction(call: FunctionCall, at: AsyncScope): Promise<FunctionResult> {
  const admission = admitInvocation(call.record, at);
  if (admission.kind === "throttled") return throttled(call, admission.reason, at);
  const end = at.activity.begin("lambda.invocation");
  try {
    countConcurrency(call, at);
    const traceId = newTraceId(at.clock.now(), at.random);
    // What the function does while it runs is the consequence of this record; how it ended is one more below it.
    const cause = at.record({
      kind: "lambda.invocation",
      resource: call.record.arn,
      outcome: "ok",
      subject: call.requestId,
      traceId,
    });
    const outcome = await invoke(call, traceId, at.within({ cause }));
    if (outcome === undefined) return throttled(call, "ConcurrentInvocationLimitExceeded", at);
    return conclude(call, outcome, at.within({ cause }));
  } finally {
    admission.leave();
    end();
  }
}

/** The error that a synchronous caller gets for a throttled call. */
export function throttledAnswer(result: Extract<FunctionResult, { readonly kind: "throttled" }>): ServiceError {
  return rateExceeded(result.reason);
}

function throttled(
  { record, qualifier, requestId }: FunctionCall,
  reason: ThrottleReason,
  at: AsyncScope,
): FunctionResult {
  emitFigures([["Throttles", 1]], { name: record.name, qualifier }, at);
  const cause = at.record({
    kind: "lambda.throttled",
    resource: record.arn,
    outcome: "throttled",
    reason: `Rate Exceeded: ${reason}.`,
    subject: requestId,
  });
  return { kind: "throttled", reason, cause };
}

function countConcurrency({ record, qualifier }: FunctionCall, at: AsyncScope): void {
  const counts = at.local(running);
  const subject = { name: record.name, qualifier };
  const own = counts.ofFunction(record.arn);
  const all = counts.ofPlace(record.account, record.region);
  at.metric({ namespace: "AWS/Lambda", name: "ConcurrentExecutions", dimensions: {}, value: all, unit: "Count" });
  for (const dimensions of [
    { FunctionName: subject.name },
    { FunctionName: subject.name, Resource: qualifier === "" ? subject.name : `${subject.name}:${qualifier}` },
  ]) {
    at.metric({ namespace: "AWS/Lambda", name: "ConcurrentExecutions", dimensions, value: own, unit: "Count" });
  }
  const unreserved = counts.ofUnreserved(record.account, record.region);
  emitRegionFigure(["UnreservedConcurrentExecutions", unreserved], at);
}

/** The outcome, or undefined when this machine has no room for another environment. */
async function invoke(call: FunctionCall, traceId: string, at: AsyncScope): Promise<InvocationOutcome | undefined> {
  const { record, requestId, payload, clientContext, qualifier } = call;
  const { applied } = record;
  const credentials = await roleCredentials(record, at);
  const spec = {
    key: `${environmentKey(record)}:${credentials.accessKeyId}`,
    functionArn: record.arn,
    functionName: record.name,
    version: LATEST,
    runtime: applied.runtime,
    handler: applied.handler,
    codeDirectory: await codeDirectory(applied.code, at),
    variables: variablesOf(record, credentials, at),
    memoryMegabytes: applied.memoryMegabytes,
    logGroupName: logGroupName(record.name, applied),
  };
  retireOutdated(record, spec.key, at);
  try {
    return await at.ports.functions.invoke(spec, {
      requestId,
      payload,
      timeoutMilliseconds: applied.timeoutSeconds * 1000,
      invokedFunctionArn: qualifier === "" ? record.arn : `${record.arn}:${qualifier}`,
      traceHeader: traceHeader(traceId, at.cause, at.random),
      ...(clientContext === undefined ? {} : { clientContext }),
    });
  } catch (error) {
    // The port rejects only for what this machine lacks; what may succeed later is a throttle like AWS's own.
    if (!(error instanceof Error) || !("retryable" in error) || error.retryable !== true) throw error;
    at.log.warn("an invocation found no room on this machine", { function: record.arn, error });
    return undefined;
  }
}

async function roleCredentials(record: FunctionRecord, at: AsyncScope): Promise<RoleCredentials> {
  try {
    return await credentialsOf(record, at);
  } catch (error) {
    if (error instanceof ServiceError && error.code !== "NotImplemented") throw roleNotAssumableNow();
    throw error;
  }
}

/** Environments keep the keys that they began with, so those with older keys must not be used for long. */
function retireOutdated(record: FunctionRecord, key: string, at: AsyncScope): void {
  const inUse = at.local(sessionsInUse);
  const before = inUse.get(record.arn);
  if (before === key) return;
  inUse.set(record.arn, key);
  if (before !== undefined) at.ports.functions.retire(before);
}

/** Forgets and stops the environments of a function that is gone. */
export function retireFunction(functionArn: string, at: AsyncScope): void {
  at.local(sessionsInUse).delete(functionArn);
  at.ports.functions.retire(`${functionArn}:`);
}

function variablesOf(record: FunctionRecord, keys: RoleCredentials, at: AsyncScope): Readonly<Record<string, string>> {
  return {
    AWS_ENDPOINT_URL: at.ports.localEndpoint(),
    ...record.applied.variables,
    AWS_REGION: record.region,
    AWS_DEFAULT_REGION: record.region,
    AWS_ACCESS_KEY_ID: keys.accessKeyId,
    AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
    AWS_SESSION_TOKEN: keys.sessionToken,
  };
}

function conclude(call: FunctionCall, outcome: InvocationOutcome, at: AsyncScope): FunctionResult {
  const { record, qualifier, requestId } = call;
  const isTooLarge = outcome.kind === "returned" && outcome.payload.byteLength > RESPONSE_BYTES_MAX;
  const failed = outcome.kind !== "returned" || isTooLarge;
  const payload = isTooLarge ? RESPONSE_TOO_LARGE : outcome.payload;
  const billed = billedMilliseconds(outcome);
  emitFigures(
    [
      ["Invocations", 1],
      ["Throttles", 0],
      ["Errors", failed ? 1 : 0],
      ["Duration", outcome.durationMilliseconds, "Milliseconds"],
    ],
    { name: record.name, qualifier },
    at,
  );
  meterExecution(record, billed, at);
  const cause = at.record({
    kind: "lambda.result",
    resource: record.arn,
    subject: requestId,
    ...(failed ? { outcome: "failed", reason: failureReason(payload) } : { outcome: "ok" }),
  });
  const { logStreamName } = outcome;
  writeLines(
    outcome.lines,
    { functionArn: record.arn, logGroupName: logGroupName(record.name, record.applied), logStreamName },
    at,
  );
  return { kind: "ran", payload, failed, outcome, cause };
}

/** Whole milliseconds, of the hundredths that the REPORT line shows: a bill must agree with it. */
function billedMilliseconds({ durationMilliseconds, initDurationMilliseconds = 0 }: InvocationOutcome): number {
  return Math.ceil(Math.round((durationMilliseconds + initDurationMilliseconds) * 100) / 100);
}

/** Recorded from AWS; the figure is the bound itself. */
const RESPONSE_TOO_LARGE = Buffer.from(
  JSON.stringify({
    errorMessage: `Response payload size exceeded maximum allowed payload size (${RESPONSE_BYTES_MAX} bytes).`,
    errorType: "Function.ResponseSizeTooLarge",
  }),
);

/** The error's type and message out of its document, for whoever asks why. */
export function failureReason(payload: Uint8Array): string {
  try {
    const document: unknown = JSON.parse(Buffer.from(payload).toString("utf8"));
    if (typeof document === "object" && document !== null && "errorMessage" in document) {
      const type = "errorType" in document ? `${String(document.errorType)}: ` : "";
      return type + String(document.errorMessage);
    }
  } catch {
    // Not every error document is JSON; the sentence below says all that is known then.
  }
  return "The function failed.";
}
