/** Runs one invocation of a function, whoever asked for it: admission, environment, outcome, and all that is told of it. */
import { local } from "../../../platform/local.ts";
import type { EnvironmentSpec, InvocationOutcome, ResponseSink } from "../../../platform/ports/function-runtime.ts";
import { chainOf } from "../../../platform/lineage/chain.ts";
import type { AsyncScope } from "../../../platform/scope.ts";
import { ServiceError } from "../../../platform/service-error.ts";
import { codeDirectory } from "../code/code-store.ts";
import { rateExceeded, roleNotAssumableNow, storageNotHeld, type ThrottleReason } from "../errors.ts";
import { logGroupName, versionOf, type FunctionRecord } from "../function/function-record.ts";
import { layerFolders } from "../layer/function-layers.ts";
import { RESPONSE_BYTES_MAX } from "../limits.ts";
import { countProvisioned, takeProvisioned, type ProvisionedPlace } from "../provisioned/provisioned-pools.ts";
import { admitInvocation, reservationsOf, running } from "./concurrency.ts";
import { credentialsOf, environmentKey, type RoleCredentials } from "./credentials.ts";
import { emitFigures, emitRegionFigure, type Figure, meterExecution } from "./function-metrics.ts";
import { linesToSend } from "./lines-to-send.ts";
import { writeLines } from "./log-writer.ts";
import { nextChain } from "./recursion.ts";
import { newTraceId, traceHeader } from "./trace-header.ts";

/** What is to run. `at` is a scope in the function's own account and region. */
export interface FunctionCall {
  readonly record: FunctionRecord;
  /** As the request named it: empty, `$LATEST`, a version number or an alias. */
  readonly qualifier: string;
  readonly requestId: string;
  readonly payload: Uint8Array;
  readonly clientContext?: string;
  /** How often functions came by before, where that is not what the cause says: see recursion.ts. */
  readonly chain?: string;
  /** Takes a response that the function streams. */
  readonly response?: ResponseSink;
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
      /** The version that ran. */
      readonly executedVersion: string;
      /** The lineage record of how it ended. */
      readonly cause: string;
    };

/** The key of the environments of each version, by its ARN: with new credentials it is another. */
const sessionsInUse = local("lambda sessions in use", () => new Map<string, string>());

/**
 * Runs the function, or says that it is throttled.
 * @throws ServiceError when its role cannot be assumed; StoreFailed and other faults of this machine
 */
export async function runFunction(call: FunctionCall, at: AsyncScope): Promise<FunctionResult> {
  const place = takeProvisioned(call, at);
  const admission = admitInvocation(call.record, { isProvisioned: place?.kind === "ready" }, at);
  if (admission.kind === "throttled") {
    place?.leave();
    return throttled(call, admission.reason, at);
  }
  const end = at.activity.begin("lambda.invocation");
  try {
    countConcurrency(call, at);
    if (place !== undefined) countProvisioned(place, call, at);
    const traceId = newTraceId(at.clock.now(), at.random);
    // What the function does while it runs is the consequence of this record; how it ended is one more below it.
    const cause = at.record({
      kind: "lambda.invocation",
      chain: nextChain(call.chain ?? chainOf(at.cause), call.record.arn),
      resource: call.record.arn,
      outcome: "ok",
      subject: call.requestId,
      traceId,
    });
    const outcome = await invoke(call, { place, traceId }, at.within({ cause }));
    if (outcome === undefined) return throttled(call, "ConcurrentInvocationLimitExceeded", at);
    return conclude(call, outcome, at.within({ cause }));
  } finally {
    admission.leave();
    place?.leave();
    end();
  }
}

/**
 * As `runFunction`, for what Lambda itself runs: events and batches come by no call of the API, so that the faults which
 * throttle calls of Invoke strike here.
 */
export async function runUncalled(call: FunctionCall, at: AsyncScope): Promise<FunctionResult> {
  const { record, requestId } = call;
  const struck = at.read((read) =>
    read.faults?.strike(
      "call",
      { resource: record.arn, operation: "Invoke", subject: requestId, fits: ({ fault }) => fault === "throttle" },
      read,
    ),
  );
  return struck === undefined ? runFunction(call, at) : throttled(call, "ConcurrentInvocationLimitExceeded", at);
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
  emitFigures(THROTTLED, { name: record.name, qualifier, executedVersion: versionOf(record) }, at);
  const cause = at.record({
    kind: "lambda.throttled",
    resource: record.arn,
    outcome: "throttled",
    reason: `Rate Exceeded: ${reason}.`,
    subject: requestId,
  });
  return { kind: "throttled", reason, cause };
}

/** AWS counts a throttle as no error and no invocation. */
const THROTTLED: readonly Figure[] = [
  ["Throttles", 1],
  ["Errors", 0],
];

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
  const { total } = at.read((read) => reservationsOf(record, read));
  emitRegionFigure(["ClaimedAccountConcurrency", unreserved + total], at);
}

/** The outcome, or undefined when this machine has no room for another environment. */
async function invoke(
  call: FunctionCall,
  { place, traceId }: { readonly place: ProvisionedPlace | undefined; readonly traceId: string },
  at: AsyncScope,
): Promise<InvocationOutcome | undefined> {
  const { record, requestId, payload, clientContext, qualifier, response } = call;
  const { applied } = record;
  const onDemand = await environmentSpec(record, at);
  const spec: EnvironmentSpec =
    place?.kind !== "ready"
      ? onDemand
      : { ...onDemand, key: onDemand.key + place.keySuffix, initializationType: "provisioned-concurrency" };
  try {
    return await at.ports.functions.invoke(spec, {
      requestId,
      payload,
      timeoutMilliseconds: applied.timeoutSeconds * 1000,
      invokedFunctionArn: qualifier === "" ? record.arn : `${record.arn}:${qualifier}`,
      traceHeader: traceHeader(traceId, at.cause, at.random),
      ...(clientContext === undefined ? {} : { clientContext }),
      ...(response === undefined ? {} : { response }),
    });
  } catch (error) {
    // The port rejects only for what this machine lacks; what may succeed later is a throttle like AWS's own.
    if (!(error instanceof Error) || !("retryable" in error) || error.retryable !== true) throw error;
    at.log.warn("an invocation found no room on this machine", { function: record.arn, error });
    return undefined;
  }
}

/** The environments on demand that run `record` now. @throws ServiceError when its role cannot be assumed, or its /tmp not be had */
export async function environmentSpec(record: FunctionRecord, at: AsyncScope): Promise<EnvironmentSpec> {
  const { applied } = record;
  const { ephemeralStorageMegabytes } = applied;
  // The server may have been started in another way when the function was made.
  if (ephemeralStorageMegabytes !== undefined && at.ports.functions.isolatesStorage !== true) throw storageNotHeld();
  const credentials = await roleCredentials(record, at);
  const spec = {
    key: `${environmentKey(record)}:${credentials.accessKeyId}`,
    functionArn: record.arn,
    functionName: record.name,
    version: versionOf(record),
    runtime: applied.runtime,
    handler: applied.handler,
    codeDirectory: await codeDirectory(applied.code, at),
    layerFolders: await layerFolders(applied, at),
    variables: variablesOf(record, credentials, at),
    memoryMegabytes: applied.memoryMegabytes,
    ...(ephemeralStorageMegabytes === undefined ? {} : { ephemeralStorageMegabytes }),
    logGroupName: logGroupName(record.name, applied),
    ...(applied.jsonLogging === undefined ? {} : { logFormat: "JSON" as const }),
  };
  retireOutdated(record, spec.key, at);
  return spec;
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
  const version = `${record.arn}:${versionOf(record)}`;
  const before = inUse.get(version);
  if (before === key) return;
  inUse.set(version, key);
  if (before !== undefined) at.ports.functions.retire(before);
}

/** Forgets and stops the environments of a function that is gone. */
export function retireFunction(functionArn: string, at: AsyncScope): void {
  const inUse = at.local(sessionsInUse);
  for (const version of inUse.keys()) if (version.startsWith(`${functionArn}:`)) inUse.delete(version);
  at.ports.functions.retire(`${functionArn}:`);
}

function variablesOf(record: FunctionRecord, keys: RoleCredentials, at: AsyncScope): Readonly<Record<string, string>> {
  const { jsonLogging: logging } = record.applied;
  return {
    AWS_ENDPOINT_URL: at.ports.localEndpoint(),
    ...record.applied.variables,
    AWS_REGION: record.region,
    AWS_DEFAULT_REGION: record.region,
    AWS_ACCESS_KEY_ID: keys.accessKeyId,
    AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
    AWS_SESSION_TOKEN: keys.sessionToken,
    ...(logging === undefined ? {} : { AWS_LAMBDA_LOG_FORMAT: "JSON", AWS_LAMBDA_LOG_LEVEL: logging.applicationLevel }),
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
      ...postRuntimeFigures(outcome),
    ],
    { name: record.name, qualifier, executedVersion: versionOf(record) },
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
    linesToSend(outcome.lines, record.applied.jsonLogging),
    { functionArn: record.arn, logGroupName: logGroupName(record.name, record.applied), logStreamName },
    at,
  );
  return { kind: "ran", payload, failed, outcome, executedVersion: versionOf(record), cause };
}

/** Only functions with extensions have it. */
function postRuntimeFigures({ postRuntimeExtensionsMilliseconds: value }: InvocationOutcome): readonly Figure[] {
  return value === undefined ? [] : [["PostRuntimeExtensionsDuration", value, "Milliseconds"]];
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
