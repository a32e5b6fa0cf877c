/**
 * Calls of a client in this process that needs no wire: named as AWS's SDK names them, in its values and with its errors,
 * and from there on as any request. A test kit's own calls are most of what it does, and loading the SDK for them, and
 * writing and reading what stays in the process, takes longer than the rest of a test.
 */
import { type Random, uuid } from "../../kernel/random.ts";
import type { CallTap } from "../../gateway/call-tap.ts";
import { attendanceOf } from "../../platform/dispatch/attendance.ts";
import { AnswerLost } from "../../platform/faults/call-faults.ts";
import { causeOfTraceHeader } from "../../platform/lineage/trace-header.ts";
import type { Platform } from "../../platform/platform.ts";
import { runningInvocation } from "../../platform/ports/bound-handler.ts";
import type { Frame } from "../../platform/scope.ts";
import { ServiceError } from "../../platform/service-error.ts";
import { type OperationModel, operationOf, type ServiceModel } from "../../schema/model.ts";
import { clientValues } from "./client-values.ts";
import { DIRECT_CALL_ATTEMPTS } from "./limits.ts";
import { RefusedCall } from "./refused-call.ts";

/** One call. */
export interface DirectCall {
  /** botocore's name: `sqs`, `cloudformation` ... */
  readonly service: string;
  /** Such as `SendMessage`. */
  readonly operation: string;
  readonly input: object;
  readonly account: string;
  readonly region: string;
}

/**
 * Makes a call as the owner of its account.
 * @throws RefusedCall for what AWS would answer with an error; RangeError for a service or an operation that there is not
 */
export type CallDirectly = (call: DirectCall) => Promise<object>;

/** What it needs of the cloud. */
export interface DirectSurroundings {
  readonly platform: () => Platform;
  readonly random: Random;
  readonly recorder: { readonly tap: CallTap };
  readonly endpoint: () => string;
}

/** The way in for such calls. */
export function callsTo(surroundings: DirectSurroundings): CallDirectly {
  return async (call) => {
    const { model, operation } = targetOf(surroundings.platform(), call);
    for (let attempt = 1; ; attempt++) {
      const frame = frameOf(call, surroundings);
      try {
        const output = await attempted({ model, operation, input: call.input, frame }, surroundings);
        return {
          ...output,
          $metadata: { httpStatusCode: operation.http.responseCode ?? 200, requestId: frame.requestId },
        };
      } catch (error) {
        // As the SDK does it, but at once: to wait in the machine's time would let chance decide what happens meanwhile.
        if (attempt < DIRECT_CALL_ATTEMPTS && mayBeRepeated(call.input) && canSucceedLater(error)) continue;
        throw error instanceof ServiceError ? new RefusedCall(model, frame.requestId, error) : error;
      }
    }
  };
}

interface Attempt {
  readonly model: ServiceModel;
  readonly operation: OperationModel;
  readonly input: object;
  readonly frame: Frame;
}

async function attempted(
  { model, operation, input: given, frame }: Attempt,
  { platform, recorder }: DirectSurroundings,
): Promise<object> {
  const input = operation.input === undefined ? {} : clientValues.toOperation(model, operation.input.shape, given);
  const { account, region, endpoint } = frame;
  const told = { service: model.metadata.name, operation: operation.name, account, region, endpoint, input };
  // What a function calls follows from what is recorded, and would happen twice in a replay.
  const tapped = frame.cause === "" ? recorder.tap(told) : undefined;
  try {
    const attendance = attendanceOf(platform().stopping);
    const named = operationOf(model, operation.name);
    const output = await platform().dispatch(named, tapped?.input ?? input, { frame, attendance });
    tapped?.answered(output);
    // What an operation gives back is what its output shape says; one without an output gives nothing.
    const answered = (output ?? {}) as object;
    return operation.output === undefined ? {} : clientValues.toClient(model, operation.output.shape, answered);
  } catch (error) {
    if (error instanceof ServiceError) tapped?.refused(error.statusCode ?? 400, error.code);
    throw error;
  }
}

function targetOf(platform: Platform, { service, operation: name }: DirectCall) {
  const model = platform.services.find((each) => each.model.metadata.name === service)?.model;
  const operation = model !== undefined && Object.hasOwn(model.operations, name) ? model.operations[name] : undefined;
  if (model === undefined || operation === undefined) {
    throw new RangeError(`There is no operation ${name} of ${service}.`);
  }
  return { model, operation };
}

function frameOf({ account, region }: DirectCall, { random, endpoint }: DirectSurroundings): Frame {
  const traceHeader = runningInvocation.getStore()?.traceHeader;
  const cause = causeOfTraceHeader(traceHeader) ?? "";
  const arn = `arn:aws:iam::${account}:root`;
  const caller = { kind: "user", account, arn, userId: account, accessKeyId: account } as const;
  return { account, region, caller, requestId: uuid(random), endpoint: endpoint(), cause, traceHeader };
}

/** A stream that has been read is gone. */
function mayBeRepeated(input: object): boolean {
  return !("Body" in input) || typeof input.Body === "string" || input.Body instanceof Uint8Array;
}

/** What the SDK tries again. https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html */
function canSucceedLater(error: unknown): boolean {
  if (error instanceof AnswerLost) return true;
  if (!(error instanceof ServiceError)) return false;
  const status = error.statusCode ?? 400;
  return error.retryable || status === 429 || (status >= 500 && status !== 501);
}
